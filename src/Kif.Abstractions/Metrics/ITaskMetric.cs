namespace Kif;

/// <summary>Scores the answers to one task's test examples.</summary>
public interface ITaskMetric
{
    /// <summary>The name that users type, e.g. <c>exact-match</c>.</summary>
    string Name { get; }

    /// <summary>The score in percent, from 0 to 100. Of several references of an example the best counts.</summary>
    /// <param name="predictions">Produced answers.</param>
    /// <param name="examples">What was asked, in the same order: the wanted answers, and their place in a dialogue where there is one.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples);

    /// <summary>Refuses examples that lack what the metric reads; called before anything is trained. Default: accepts all.</summary>
    /// <param name="task">Name of their task, for the message.</param>
    /// <param name="test">The examples that will be scored.</param>
    /// <exception cref="CompositionException">The message names the example, what it lacks and where it would be given.</exception>
    void Check(string task, IReadOnlyList<Example> test)
    {
    }
}
