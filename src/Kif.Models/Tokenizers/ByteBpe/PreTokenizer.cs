using System.Text.RegularExpressions;

namespace Kif.Models.Tokenizers;

/// <summary>Reads the <c>pre_tokenizer</c> of a byte-level <c>tokenizer.json</c>.</summary>
internal static class PreTokenizer
{
    private const string Supported = "ByteLevel, or a Sequence of Digits and Split that ends with ByteLevel";

    /// <summary>The parts with the cuts that the component asks for.</summary>
    public static ByteLevelBpeParts Read(JsonField component, ByteLevelBpeParts parts)
    {
        var stages = component.Type == "Sequence" ? [.. component["pretokenizers"].Items()] : new[] { component };
        if (stages.Length == 0 || stages[^1].Type != "ByteLevel")
        {
            throw component.Unsupported(Supported);
        }

        var last = stages[^1];
        return parts with
        {
            Splitters = [.. stages[..^1].Select(Splitter)],
            AddPrefixSpace = last["add_prefix_space"].FlagOr(true),
            UseRegex = last["use_regex"].FlagOr(true),
        };
    }

    private static ISplitter Splitter(JsonField stage) => stage.Type switch
    {
        "Digits" => new DigitSplitter(stage["individual_digits"].FlagOr(false)),
        "Split" => Split(stage),
        _ => throw stage.Unsupported(Supported),
    };

    private static ISplitter Split(JsonField stage)
    {
        var behavior = Enum.TryParse<SplitBehavior>(stage["behavior"].Text, out var known)
            ? known
            : throw stage["behavior"].Unsupported(string.Join(", ", Enum.GetNames<SplitBehavior>()));
        var invert = stage["invert"].FlagOr(false);
        var pattern = stage["pattern"];
        if (pattern["Regex"].TextOrNull() is { } regex)
        {
            // Isolated, it makes no difference which parts are the matches.
            return regex == Gpt2Splitter.Pattern && behavior == SplitBehavior.Isolated
                ? new Gpt2Splitter()
                : new RegexSplitter(Regex(pattern["Regex"]), behavior, invert);
        }

        var literal = pattern["String"].Text;
        return literal.Length > 0 && !literal.Any(char.IsSurrogate)
            ? new RegexSplitter(new Regex(System.Text.RegularExpressions.Regex.Escape(literal), RegexOptions.CultureInvariant), behavior, invert)
            : throw pattern["String"].Unsupported("a string of characters of the BMP");
    }

    private static Regex Regex(JsonField field)
    {
        try
        {
            return RegexDialect.Read(field.Text);
        }
        catch (NotSupportedException error)
        {
            throw new InvalidDataException($"{field.File.Path}: {field.Path} is a regular expression that cannot be honoured: {error.Message}.", error);
        }
    }
}
