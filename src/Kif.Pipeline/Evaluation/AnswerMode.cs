namespace Kif.Pipeline.Evaluation;

/// <summary>How a model answers a test example.</summary>
public enum AnswerMode
{
    /// <summary>It writes the answer, by greedy decoding. The default.</summary>
    Generation,

    /// <summary>It chooses the likeliest of the example's choices, or else of the task's labels.</summary>
    Likelihood,
}
