using System.Text.RegularExpressions;

namespace Kif.Models.Folders;

/// <summary>The rules for names of weight files in an index: of files in the same folder, valid on every operating system.</summary>
internal static partial class ShardName
{
    /// <summary>The allowed names, for messages.</summary>
    internal const string Allowed = "a .safetensors file of the same folder, by its plain name";

    private const int MaxLength = 200;
    private const string Refused = "/\\:%*?\"<>|";

    /// <summary>
    /// Whether it is the plain name of a .safetensors file: no path, no device, no character that a program decodes or a terminal interprets.
    /// </summary>
    internal static bool IsPlain(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal) && name.Length <= MaxLength
        && !name.Any(c => Refused.Contains(c) || char.IsControl(c) || char.IsSurrogate(c)) && !Device().IsMatch(name);

    /// <summary>Matches names of devices on Windows, with any extension.</summary>
    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
