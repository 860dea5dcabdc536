namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>Rouge of words or pairs of words regardless of order: each counts as often as both sides have it.</summary>
internal static class BagOverlap
{
    public static RougeScore Score<T>(IReadOnlyCollection<T> predicted, IReadOnlyCollection<T> wanted) where T : notnull
    {
        Dictionary<T, int> left = Counts(wanted);
        return RougeScore.Of(predicted.Count(item => Take(left, item)), predicted.Count, wanted.Count);
    }

    /// <summary>Counts the occurrences of each item.</summary>
    public static Dictionary<T, int> Counts<T>(IEnumerable<T> items) where T : notnull => items.CountBy(item => item).ToDictionary();

    /// <summary>Takes one occurrence of an item; false if none is left.</summary>
    public static bool Take<T>(Dictionary<T, int> left, T item) where T : notnull
    {
        if (left.GetValueOrDefault(item) == 0) return false;
        left[item]--;
        return true;
    }
}
