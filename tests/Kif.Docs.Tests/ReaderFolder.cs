using System.Text.Json;
using Kif.Extensions.AI.Tests;

namespace Kif.Docs.Tests;

/// <summary>
/// Where the programs of the documents run: a temporary folder with a model <c>my-model</c> and a folder of tasks <c>my-tasks</c>, as small as can be, as the
/// current directory; also a model with a chat template and two adapters of it, and a BERT. The console has a question and another one.
/// </summary>
public sealed class ReaderFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-docs-").FullName;
    private readonly string before = Directory.GetCurrentDirectory();
    private readonly TextReader input = Console.In;

    public ReaderFolder()
    {
        string model = Directory.CreateDirectory(Path.Combine(folder, "my-model")).FullName;
        foreach (string file in Directory.GetFiles(EmbeddedModel.Folder())) File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        foreach (LearningTask task in EmbeddedStream.Create(1, 16, 4).Tasks.Take(2))
        {
            Write("train", task.Name, task.Train);
            Write("test", task.Name, task.Test);
        }
        using (var chat = new ChatFolder())
            foreach ((string from, string to) in new[] { (chat.Model, "my-chat-model"), (chat.First, "my-adapter"), (chat.Second, "my-other-adapter") })
                Directory.Move(from, Path.Combine(folder, to));
        RandomModel.Bert(Path.Combine(folder, "my-bert"), "", head: false);
        Console.SetIn(new StringReader("Where is the key?\nAnd the lock?\n"));
        Directory.SetCurrentDirectory(folder);
    }

    public void Dispose()
    {
        Console.SetIn(input);
        Directory.SetCurrentDirectory(before);
        Directory.Delete(folder, recursive: true);
    }

    private void Write(string split, string task, IReadOnlyList<Example> examples)
    {
        string path = Directory.CreateDirectory(Path.Combine(folder, "my-tasks", split)).FullName;
        File.WriteAllText(Path.Combine(path, task + ".json"),
            JsonSerializer.Serialize(examples.Select(e => new { id = e.Id, input = e.Input, output = e.Target })));
    }
}
