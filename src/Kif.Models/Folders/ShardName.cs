using System.Text.RegularExpressions;

namespace Kif.Models.Folders;

/// <summary>Names of weight files as an index may give them: of a file beside it, on whatever system.</summary>
internal static partial class ShardName
{
    /// <summary>What a name must be, for messages.</summary>
    internal const string Allowed = "a .safetensors file of the same folder, by its plain name";

    private const int MaxLength = 200;
    private const string Refused = "/\\:%*?\"<>|";

    /// <summary>Whether it is the plain name of a .safetensors file: no path, no device, nothing that some program would decode or a terminal obey.</summary>
    internal static bool IsPlain(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal) && name.Length <= MaxLength
        && !name.Any(c => Refused.Contains(c) || char.IsControl(c) || char.IsSurrogate(c)) && !Device().IsMatch(name);

    /// <summary>Names that are devices on Windows, whatever ending they have.</summary>
    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
