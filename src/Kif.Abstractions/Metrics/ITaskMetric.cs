namespace Kif;

/// <summary>Scores the answers to one task's test examples.</summary>
public interface ITaskMetric
{
    /// <summary>The name that users type, e.g. <c>exact-match</c>.</summary>
    string Name { get; }

    /// <summary>The score in percent, from 0 to 100.</summary>
    /// <param name="predictions">Produced answers.</param>
    /// <param name="references">Wanted answers, in the same order.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    double Score(IReadOnlyList<string> predictions, IReadOnlyList<string> references);
}
