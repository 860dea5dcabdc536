using System.Text;
using System.Text.Json;

namespace Kif;

/// <summary>
/// A prompt with columns in it: <c>{question}</c> stands for the text of a column, <c>\n</c> and <c>\t</c> for a line end and a tab, <c>{{</c>, <c>}}</c> and
/// <c>\\</c> for the signs themselves.
/// </summary>
internal sealed class PromptPattern
{
    private readonly List<(string Text, bool IsColumn)> parts = [];

    private PromptPattern(string pattern) => Pattern = pattern;

    /// <summary>The pattern as it was given.</summary>
    public string Pattern { get; }

    /// <summary>Parses a pattern.</summary>
    /// <exception cref="CompositionException">A brace is alone, or no column is named.</exception>
    public static PromptPattern Parse(string pattern)
    {
        var prompt = new PromptPattern(pattern);
        var text = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            char next = i + 1 < pattern.Length ? pattern[i + 1] : '\0';
            if (pattern[i] == '\\' && next is 'n' or 't' or '\\') (_, i) = (text.Append(next switch { 'n' => '\n', 't' => '\t', _ => '\\' }), i + 1);
            else if (pattern[i] is '{' or '}' && next == pattern[i]) (_, i) = (text.Append(next), i + 1);
            else if (pattern[i] == '{' && pattern.IndexOf('}', i) is > 0 and var end && end > i + 1)
            {
                prompt.parts.AddRange([(text.ToString(), false), (pattern[(i + 1)..end], true)]);
                text.Clear();
                i = end;
            }
            else if (pattern[i] is '{' or '}')
                throw new CompositionException($"the prompt '{DisplayText.Of(pattern)}' has a single '{pattern[i]}' at {i + 1}; "
                    + "write {column} for a column, {{ or }} for the sign");
            else text.Append(pattern[i]);
        }
        prompt.parts.Add((text.ToString(), false));
        return prompt.parts.Exists(p => p.IsColumn) ? prompt
            : throw new CompositionException($"the prompt '{DisplayText.Of(pattern)}' names no column; write e.g. {{question}}");
    }

    /// <summary>Returns the prompt of a row.</summary>
    /// <exception cref="RowException">A column is not there, or is no text.</exception>
    public string Fill(JsonElement row) => string.Concat(parts.Select(p => p.IsColumn ? RowPath.Text(row, p.Text) : p.Text));
}
