using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>Reads a folder by its SentencePiece file, <c>spiece.model</c> or <c>tokenizer.model</c>.</summary>
internal static class SentencePieceFolder
{
    private static readonly string[] Names = ["spiece.model", "tokenizer.model"];

    /// <summary>Returns the file's name, or null if there is none.</summary>
    public static string? FileName(string folder) => Names.FirstOrDefault(name => FolderFile.Find(folder, name) is not null);

    public static ITokenizer Load(string folder, string name, TokenizerSettings settings, ICollection<string>? notes)
    {
        var rules = TokenizerClass.Of(settings, name == Names[0] ? "T5Tokenizer" : "LlamaTokenizer");
        settings.Config["tokenizer_class"].Require(
            rules.IsT5 || rules.Name == "LlamaTokenizer", $"T5Tokenizer or LlamaTokenizer beside {name}, or any class beside a {TokenizerJsonFolder.FileName}");
        var path = FolderFile.PathOf(folder, name);
        try
        {
            var model = SentencePieceModel.Read(VocabularyLimits.Bytes(path));
            return rules.IsT5 ? T5Folder.Load(model, settings, rules, notes) : LlamaFolder.Load(model, settings, rules, notes);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(folder, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
