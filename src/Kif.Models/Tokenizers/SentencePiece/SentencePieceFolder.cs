using Kif.Models;

namespace Kif.Tokenizers;

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

/// <summary>The added tokens of a SentencePiece file: control pieces, which are special, and user-defined pieces.</summary>
internal static class SentencePieceAddedTokens
{
    public static IEnumerable<AddedToken> Tokens(SentencePieceModel model) => model.Pieces
        .Select((piece, id) => (piece.Type, Token: new AddedToken(id, piece.Text) { Special = piece.Type == SentencePieceType.Control }))
        .Where(piece => piece.Type is SentencePieceType.Control or SentencePieceType.UserDefined)
        .Select(piece => piece.Token);
}

/// <summary>A requirement on a SentencePiece model.</summary>
internal static class SentencePieceRequirement
{
    /// <summary>Throws unless the requirement holds.</summary>
    /// <exception cref="InvalidDataException">The requirement does not hold; the message names the field, its value and the supported ones.</exception>
    public static void Check(bool holds, string field, object value, string supported)
    {
        if (!holds)
        {
            throw new InvalidDataException($"SentencePiece model: {field} is {value}; supported here: {supported}.");
        }
    }
}
