using Kif;

namespace AspNet.KeepsLearning;

/// <summary>Answers with the last good model: a learner of its own, which nobody trains. One answer at a time.</summary>
internal sealed class CurrentModel(Learners learners) : IDisposable
{
    private readonly Lock gate = new();
    private ContinualLearner? current;

    public string Answer(string question) => Answer([new Example(question, "", "asked")])[0];

    public IReadOnlyList<string> Answer(IReadOnlyList<Example> questions)
    {
        lock (gate)
        {
            current ??= learners.Create();
            return current.Answer(questions, current.Weights, learners.MaxNewTokens);
        }
    }

    /// <summary>Takes up what has been learned since; the old model answers until the new one is ready.</summary>
    public void Renew()
    {
        ContinualLearner next = learners.Create();
        lock (gate)
        {
            current?.Dispose();
            current = next;
        }
    }

    public void Dispose() => current?.Dispose();
}
