using System.Text;

namespace Kif.Tokenizers;

/// <summary>One stage of splitting text into words.</summary>
internal interface IPreTokenizer
{
    /// <summary>Splits the parts, and may change the text.</summary>
    void Apply(PreTokenizedText words);
}

/// <summary>A segment of text in the course of pre-tokenization: the text and its current parts.</summary>
/// <param name="text">The segment, normalized; not empty.</param>
/// <param name="opens">Whether it is at the start of the whole text.</param>
/// <param name="budget">The most that the rules may make of the whole text.</param>
internal sealed class PreTokenizedText(string text, bool opens, RuleBudget budget)
{
    /// <summary>The text that <see cref="Parts"/> refer to.</summary>
    public string Text { get; private set; } = text;

    /// <summary>The parts, in order, none of them empty.</summary>
    public List<TextSegment> Parts { get; private set; } = [new(0, text.Length)];

    /// <summary>Whether a part is at the start of the whole text.</summary>
    public bool IsAtStart(TextSegment part) => opens && part.Start == 0;

    /// <summary>Splits every part.</summary>
    public void Split(Splitter splitter)
    {
        var finer = new List<TextSegment>(Math.Max(Parts.Count, Text.Length / 6));
        foreach (var part in Parts)
        {
            splitter.Split(Text, part.Start, part.End, finer, budget);
        }

        Parts = finer;
    }

    /// <summary>Puts a character before each part that satisfies the condition and does not begin with it.</summary>
    public void Prefix(char prefix, Func<TextSegment, bool> asks)
    {
        if (Parts.TrueForAll(part => Text[part.Start] == prefix || !asks(part)))
        {
            return;
        }

        var text = new StringBuilder(Text.Length + Parts.Count);
        var parts = new List<TextSegment>(Parts.Count);
        foreach (var part in Parts)
        {
            var start = text.Length;
            if (Text[part.Start] != prefix && asks(part))
            {
                text.Append(prefix);
            }

            text.Append(Text, part.Start, part.End - part.Start);
            parts.Add(new TextSegment(start, text.Length));
        }

        budget.Add(text.Length - Text.Length, "a pre_tokenizer");
        Replace(text.ToString(), parts);
    }

    /// <summary>Replaces the text and its parts.</summary>
    public void Replace(string text, List<TextSegment> parts) => (Text, Parts) = (text, parts);
}

/// <summary>A segment of a text, with an added token's id, or -1 for ordinary text.</summary>
internal readonly record struct TextSegment(int Start, int End, int Id = -1);

/// <summary>A stage that only splits the parts, each by itself.</summary>
internal abstract class Splitter : IPreTokenizer
{
    public void Apply(PreTokenizedText words) => words.Split(this);

    /// <summary>Appends the parts of text[start..end], in order, none of them empty; ignores the text outside that range.</summary>
    public abstract void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget);
}
