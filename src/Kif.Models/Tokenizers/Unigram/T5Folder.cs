namespace Kif.Models.Tokenizers;

/// <summary>Reads the tokenizer of a T5 folder: <c>spiece.model</c>, and <c>tokenizer_config.json</c> where it is there.</summary>
internal static class T5Folder
{
    public const string FileName = "spiece.model";

    public static ITokenizer Load(string folder, TokenizerSettings settings)
    {
        var config = settings.Config;
        if (config["tokenizer_class"].TextOrNull() is { } name && !name.StartsWith("T5Tokenizer", StringComparison.Ordinal))
        {
            throw config["tokenizer_class"].Unsupported($"T5Tokenizer beside {FileName}");
        }

        var path = Path.Combine(folder, FileName);
        var options = new T5TokenizerOptions { ExtraIds = config["extra_ids"].NumberOr(100), Legacy = config["legacy"].FlagOr(true) };
        try
        {
            return new T5Tokenizer(SentencePieceModel.Read(File.ReadAllBytes(path)), options);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
