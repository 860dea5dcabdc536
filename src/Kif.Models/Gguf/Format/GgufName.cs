using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>What a GGUF file says about itself for people: a name and a size.</summary>
internal static partial class GgufName
{
    /// <summary>Makes a name from that of a folder: words instead of hyphens, small words with a capital.</summary>
    /// <param name="folder">A folder, or a name of a hub.</param>
    public static string OfFolder(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string[] words = name.Replace('-', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Select(word => word == word.ToLowerInvariant() && !Number().IsMatch(word)
            ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word) : word));
    }

    /// <summary>Rounds a number of weights to two digits or more, such as <c>135M</c>.</summary>
    public static string SizeLabel(long weights)
    {
        (double scaled, string suffix) = weights switch
        {
            > 1_000_000_000_000 => (weights * 1e-12, "T"),
            > 1_000_000_000 => (weights * 1e-9, "B"),
            > 1_000_000 => (weights * 1e-6, "M"),
            _ => (weights * 1e-3, "K"),
        };
        int digits = Math.Round(scaled).ToString(CultureInfo.InvariantCulture).TrimStart('0').Length;
        return scaled.ToString($"F{Math.Max(2 - digits, 0)}", CultureInfo.InvariantCulture) + suffix;
    }

    [GeneratedRegex(@"^(v\d+(?:\.\d+)*|\d.*)$")]
    private static partial Regex Number();
}
