namespace Kif.Pipeline.Evaluation;

/// <summary>The method by which a model answers a test example.</summary>
public enum AnswerMode
{
    /// <summary>Generates the answer by greedy decoding. The default.</summary>
    Generation,

    /// <summary>Chooses the likeliest of the example's choices, or else of the task's labels.</summary>
    Likelihood,
}
