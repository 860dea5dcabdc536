using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Case as Python's strings have it: full mappings (one character may become several), final sigma, title case.</summary>
internal sealed class PythonCase
{
    private const int Sigma = 0x3A3, SmallSigma = 0x3C3, FinalSigma = 0x3C2;

    private static readonly Lazy<PythonCase> Loaded = new(() => new PythonCase());

    private readonly Dictionary<char, Dictionary<int, string>> _maps = [];
    private readonly Dictionary<char, CodePointRanges> _sets;

    private PythonCase()
    {
        using Stream stream = typeof(PythonCase).Assembly.GetManifestResourceStream("python-case.txt")!;
        using var reader = new StreamReader(stream);
        string[][] lines = [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '))];
        foreach (string[] line in lines.Where(line => "ULTFultf".Contains(line[0][0]))) Map(line);
        _sets = lines.GroupBy(line => line[0][0]).Where(group => "WBCIDN".Contains(group.Key))
            .ToDictionary(group => group.Key, group => new CodePointRanges([.. group.Select(line => (Hex(line[1]), Hex(line[2])))]));
    }

    private static PythonCase Shared => Loaded.Value;

    public static string Upper(string text) => text.All(char.IsAscii) ? text.ToUpperInvariant() : Mapped(text, 'U');

    public static string Casefold(string text) => text.All(char.IsAscii) ? text.ToLowerInvariant() : Mapped(text, 'F', 'L');

    public static string Lower(string text)
    {
        if (text.All(char.IsAscii)) return text.ToLowerInvariant();
        Rune[] runes = [.. text.EnumerateRunes()];
        var lower = new StringBuilder(text.Length);
        for (int at = 0; at < runes.Length; at++) lower.Append(LowerAt(runes, at));
        return lower.ToString();
    }

    /// <summary>Writes the first character as a title and the rest in lower case.</summary>
    public static string Capitalize(string text) => Words(text, at => at == 0);

    /// <summary>Writes each letter that follows no letter as a title, the others in lower case.</summary>
    public static string Title(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return Words(text, at => at == 0 || !IsCased(runes[at - 1]));
    }

    public static string Swap(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return string.Concat(runes.Select((rune, at) => IsUpper(rune) ? LowerAt(runes, at) : IsLower(rune) ? Shared.Of(rune, 'U') : rune.ToString()));
    }

    public static bool IsLower(Rune rune) => Shared._sets['W'].Contains(rune.Value);

    public static bool IsUpper(Rune rune) => Shared._sets['B'].Contains(rune.Value);

    /// <summary>Whether this is a letter in title case, such as U+01C5.</summary>
    public static bool IsTitle(Rune rune) => Shared._sets['C'].Contains(rune.Value);

    public static bool IsCased(Rune rune) => IsLower(rune) || IsUpper(rune) || IsTitle(rune);

    /// <summary>Whether a text has letters of one case and none of another or in title case.</summary>
    public static bool Has(string text, Func<Rune, bool> wanted, Func<Rune, bool> other)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return runes.Any(wanted) && !runes.Any(rune => other(rune) || IsTitle(rune));
    }

    public static bool IsDigit(Rune rune) => Shared._sets['D'].Contains(rune.Value);

    public static bool IsNumeric(Rune rune) => Shared._sets['N'].Contains(rune.Value);

    private static string Words(string text, Func<int, bool> begins)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return string.Concat(runes.Select((rune, at) => begins(at) ? Shared.Of(rune, 'T', 'U') : LowerAt(runes, at)));
    }

    private static string Mapped(string text, params ReadOnlySpan<char> maps)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) mapped.Append(Shared.Of(rune, maps));
        return mapped.ToString();
    }

    /// <summary>A sigma is final if a letter precedes it and none follows, marks and the like aside.</summary>
    private static string LowerAt(Rune[] runes, int at)
    {
        if (runes[at].Value != Sigma) return Shared.Of(runes[at], 'L');
        int before = at - 1, after = at + 1;
        while (before >= 0 && Ignorable(runes[before])) before--;
        while (after < runes.Length && Ignorable(runes[after])) after++;
        bool final = before >= 0 && IsCased(runes[before]) && !(after < runes.Length && IsCased(runes[after]));
        return ((char)(final ? FinalSigma : SmallSigma)).ToString();

        static bool Ignorable(Rune rune) => Shared._sets['I'].Contains(rune.Value);
    }

    private string Of(Rune rune, params ReadOnlySpan<char> maps)
    {
        foreach (char map in maps)
            if (_maps[map].TryGetValue(rune.Value, out string? to)) return to;
        return rune.ToString();
    }

    private void Map(string[] line)
    {
        char tag = char.ToUpperInvariant(line[0][0]);
        _maps.TryAdd(tag, []);
        if (tag != line[0][0])
        {
            _maps[tag][Hex(line[1])] = string.Concat(line[2..].Select(point => new Rune(Hex(point)).ToString()));
            return;
        }
        for (int point = Hex(line[1]); point <= Hex(line[2]); point += int.Parse(line[3], CultureInfo.InvariantCulture))
            _maps[tag][point] = new Rune(point + int.Parse(line[4], CultureInfo.InvariantCulture)).ToString();
    }

    private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
