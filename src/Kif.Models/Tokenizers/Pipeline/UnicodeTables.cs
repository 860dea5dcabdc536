using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>
/// Decompositions and character classes of the libraries behind <c>tokenizer.json</c>. (.NET normalizes nothing if
/// globalization is invariant, and its character classes are of a newer Unicode.)
/// </summary>
internal sealed class UnicodeTables
{
    private static readonly Lazy<UnicodeTables> Loaded = new(() => new UnicodeTables());

    private readonly Dictionary<char, List<string[]>> _lines;
    private readonly Dictionary<int, string> _canonical;
    private readonly Dictionary<int, string> _compatible;
    private readonly Dictionary<int, int> _combining = [];
    private readonly Dictionary<(int First, int Second), int> _composed = [];

    private UnicodeTables()
    {
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("unicode-tables.txt")!;
        using var reader = new StreamReader(stream);
        _lines = reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '))
            .GroupBy(fields => fields[0][0]).ToDictionary(group => group.Key, group => group.ToList());
        _canonical = _lines['C'].ToDictionary(fields => Hex(fields[1]), Spelled);
        _compatible = _lines['K'].ToDictionary(fields => Hex(fields[1]), Spelled);
        foreach (var fields in _lines['R'])
        {
            for (var at = Hex(fields[1]); at <= Hex(fields[2]); at++)
            {
                _combining[at] = int.Parse(fields[3], CultureInfo.InvariantCulture);
            }
        }

        Compose();
        (BertControls, BertMarks, BertPunctuation, AccentMarks) = (Ranges('O'), Ranges('M'), Ranges('P'), Ranges('A'));
        _lines.Clear();
    }

    public static UnicodeTables Shared => Loaded.Value;

    /// <summary>The control characters that BERT removes.</summary>
    public CodePointRanges BertControls { get; }

    /// <summary>The marks that BERT strips.</summary>
    public CodePointRanges BertMarks { get; }

    /// <summary>The characters that BERT splits off as punctuation.</summary>
    public CodePointRanges BertPunctuation { get; }

    /// <summary>The marks that the normalizer StripAccents removes.</summary>
    public CodePointRanges AccentMarks { get; }

    /// <summary>Returns the combining class of a code point; 0: it is a starter.</summary>
    public int CombiningClass(int codePoint) => _combining.GetValueOrDefault(codePoint);

    /// <summary>Returns the full decomposition of a code point other than a Hangul syllable, or null if it has none.</summary>
    public string? Decomposition(int codePoint, bool compatible) =>
        compatible && _compatible.TryGetValue(codePoint, out var loose) ? loose : _canonical.GetValueOrDefault(codePoint);

    /// <summary>Returns the code point that two compose to (other than Hangul), or null.</summary>
    public int? Composition(int first, int second) => _composed.TryGetValue((first, second), out var composed) ? composed : null;

    private void Compose()
    {
        var excluded = _lines['X'].Select(fields => Hex(fields[1])).ToHashSet();
        // Decompositions are full, so the last character composes with the composition of the rest.
        foreach (var (whole, parts) in _canonical.OrderBy(entry => entry.Value.Length))
        {
            var runes = parts.EnumerateRunes().Select(rune => rune.Value).ToList();
            while (runes.Count > 2 && Composition(runes[0], runes[1]) is { } shorter)
            {
                runes[0] = shorter;
                runes.RemoveAt(1);
            }

            if (runes.Count == 2 && !excluded.Contains(whole))
            {
                _composed[(runes[0], runes[1])] = whole;
            }
        }
    }

    private CodePointRanges Ranges(char tag) => new([.. _lines[tag].Select(fields => (Hex(fields[1]), Hex(fields[2])))]);

    private static string Spelled(string[] fields) => string.Concat(fields[2..].Select(field => new Rune(Hex(field)).ToString()));

    private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

/// <summary>A set of code points, stored as sorted ranges.</summary>
internal sealed class CodePointRanges(IReadOnlyList<(int First, int Last)> ranges)
{
    private readonly int[] _first = [.. ranges.Select(range => range.First)];
    private readonly int[] _last = [.. ranges.Select(range => range.Last)];

    public bool Contains(int codePoint)
    {
        var at = Array.BinarySearch(_first, codePoint);
        return at >= 0 || (~at > 0 && codePoint <= _last[~at - 1]);
    }
}
