using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>Reads a folder by its SentencePiece file, <c>spiece.model</c> or <c>tokenizer.model</c>.</summary>
internal static class SentencePieceFolder
{
    private static readonly string[] Names = ["spiece.model", "tokenizer.model"];

    /// <summary>Returns the file's name, or null if there is none.</summary>
    public static string? FileName(string folder) => Names.FirstOrDefault(name => FolderFile.Find(folder, name) is not null);

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var name = FileName(folder)
            ?? throw new FileNotFoundException($"{folder} asks for its SentencePiece file, but has neither {string.Join(" nor ", Names)}.");
        var rules = TokenizerClass.Of(settings, name == Names[0] ? "T5Tokenizer" : "LlamaTokenizer");
        settings.Config["tokenizer_class"].Require(
            rules.IsT5 || rules.Name == "LlamaTokenizer", $"T5Tokenizer or LlamaTokenizer beside {name}, or any class beside a {TokenizerJsonFolder.FileName}");
        var path = FolderFile.PathOf(folder, name);
        try
        {
            var model = SentencePieceModel.Read(VocabularyLimits.Bytes(path));
            return rules.IsT5 ? T5Folder.Load(model, settings, rules) : LlamaFolder.Load(model, settings, rules);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(folder, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
