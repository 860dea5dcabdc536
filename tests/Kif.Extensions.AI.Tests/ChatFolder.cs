using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Extensions.AI.Tests;

/// <summary>A small decoder with random weights, a ChatML template and a byte-level tokenizer, and two adapters of it that answer differently.</summary>
public sealed class ChatFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kif-chat-");

    public ChatFolder()
    {
        Model = Directory.CreateDirectory(Path.Combine(folder.FullName, "tiny-chat")).FullName;
        string tokens = Path.Combine(Fixtures.Own, "tokenizers", "qwen-like");
        foreach (string file in new[] { "tokenizer.json", "tokenizer_config.json", "chat_template.jinja" })
            File.Copy(Path.Combine(tokens, file), Path.Combine(Model, file));
        RandomModel.Llama(Model, vocabulary: 1216, end: TokenizerFolder.Load(Model).EndId!.Value);
        First = RandomModel.Adapter(Model, Path.Combine(folder.FullName, "first"), seed: 11);
        Second = RandomModel.Adapter(Model, Path.Combine(folder.FullName, "second"), seed: 12);
    }

    public string Model { get; }

    public string First { get; }

    public string Second { get; }

    /// <summary>Loads the model with both adapters; the first answers by default.</summary>
    public Assistant Open()
    {
        Assistant assistant = Assistant.Load(Model, First);
        assistant.AddAdapter("second", Second);
        return assistant;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
