namespace Kif.Tokenizers;

/// <summary>Tells the user where transformers 5 gives a text other ids than Kif.</summary>
internal static class ReadingNotes
{
    /// <summary>Texts on which the rules of published tokenizers part, the plain ones first.</summary>
    private static readonly string[] Texts =
    [
        "Hello", " a", "a  1", "\n\n1.", "a ", "12345", "3.14", "it's IT'S", "x\n\ny", "a   b", "one  two", "\ta\r\nb", "snake_case", "a.b,c!?", "$5 (50%)",
        "\u2581a", "A caf\u00e9", "cafe\u0301", "\u017Fs 'S", "\ufb01 \u2460 \u00bd",
        "\u4f60\u597d 42", "\u0414\u0430 1", "\ud83d\ude00 ok", "a\u0085b", "a\u00a0b",
        "a\u200bb", "\u0e2a\u0e27\u0e31\u0e2a", "HELLO World", "", " ", "\n", "    return x", "x = [1, 22, 333]",
    ];

    /// <summary>Adds a note with a text whose ids differ; none if both readings give the same ids to all texts tried.</summary>
    /// <param name="settings">The settings files.</param>
    /// <param name="rules">The class that the folder names.</param>
    /// <param name="ours">The tokenizer that Kif made of the folder.</param>
    /// <param name="read">The folder's model.</param>
    /// <param name="described">Its added tokens.</param>
    /// <param name="stages">Its stages.</param>
    /// <param name="flags">The effect of add_bos_token and add_eos_token in transformers 5.</param>
    /// <param name="notes">The notes; null if nobody reads them, then nothing is compared.</param>
    public static void Compare(
        TokenizerSettings settings, TokenizerClass rules, TokenizerPipeline ours, LoadedModel read, IEnumerable<AddedToken> described,
        TokenizerStages stages, TokenFlags flags, ICollection<string>? notes)
    {
        if (notes is null || ClassPipeline.Of(settings, rules, read, stages) is not var (model, rebuilt))
        {
            return;
        }

        var theirs = FolderPipeline.Build(settings, rules, model, described, rebuilt, flags);
        var followed = flags == TokenFlags.Ignored ? TokenizerJsonFolder.FileName : "transformers 4";
        foreach (var text in Texts.Concat(ours.Added.Take(3).SelectMany(token => new[] { $"a{token}b", $"{token} a", $"a {token}\n" })))
        {
            int[] here = ours.Encode(text), there = theirs.Encode(text);
            if (!here.SequenceEqual(there))
            {
                notes.Add($"transformers 5 tokenizes by rules of its class {rules.Name}; Kif follows {followed}: "
                    + $"\"{DisplayText.Of(text)}\" has the ids [{string.Join(", ", here)}], there [{string.Join(", ", there)}]");
                return;
            }
        }
    }
}
