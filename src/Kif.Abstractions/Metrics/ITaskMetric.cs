namespace Kif;

/// <summary>A metric that scores the answers to one task's test examples.</summary>
public interface ITaskMetric
{
    /// <summary>The name that users type, e.g. <c>exact-match</c>.</summary>
    string Name { get; }

    /// <summary>Returns the score in percent, from 0 to 100. Of several references of an example the best counts.</summary>
    /// <param name="predictions">Produced answers.</param>
    /// <param name="examples">The examples in the same order, with the expected answers and, for dialogues, their slot.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples);

    /// <summary>Rejects examples that lack data the metric needs; called before any training. Default: accepts all.</summary>
    /// <param name="task">Name of their task, for the message.</param>
    /// <param name="test">The examples that will be scored.</param>
    /// <exception cref="CompositionException">The message names the example, the missing data and where to provide it.</exception>
    void Check(string task, IReadOnlyList<Example> test)
    {
    }
}
