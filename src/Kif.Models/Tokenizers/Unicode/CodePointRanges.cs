namespace Kif.Models.Tokenizers;

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
