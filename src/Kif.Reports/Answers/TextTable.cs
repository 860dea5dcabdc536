using System.Text.Json.Nodes;

namespace Kif.Reports.Answers;

/// <summary>A pool of texts, each stored once and referred to by its number.</summary>
internal sealed class TextTable
{
    private const int Longest = 400;

    private readonly Dictionary<string, int> numbers = [];
    private readonly List<string> texts = [];

    /// <summary>The number of a text as the page shows it: at most 400 characters, hidden ones made visible.</summary>
    public int this[string text]
    {
        get
        {
            string shown = ShownText.Of(text, Longest);
            if (numbers.TryGetValue(shown, out int number)) return number;
            texts.Add(shown);
            return numbers[shown] = texts.Count - 1;
        }
    }

    public JsonArray ToJson() => new([.. texts.Select(t => JsonValue.Create(t))]);
}
