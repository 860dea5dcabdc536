using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Kif;

/// <summary>The expected answers that a <see cref="KifEvaluator"/> compares a response with; of several, the best match counts.</summary>
public sealed class ExpectedAnswersContext : EvaluationContext
{
    /// <summary>The name of this context in results and reports.</summary>
    public const string ContextName = "Expected answers (Kif)";

    /// <summary>Creates a context.</summary>
    /// <param name="answers">The answers that count as correct; at least one.</param>
    /// <exception cref="ArgumentException">There is no answer, or one is null.</exception>
    public ExpectedAnswersContext(params IReadOnlyList<string> answers) : base(ContextName, Contents(answers)) => Answers = [.. answers];

    /// <summary>The answers that count as correct.</summary>
    public IReadOnlyList<string> Answers { get; }

    /// <summary>The dialogue slot that the question asks for, which metrics of dialogue states need. Default: null.</summary>
    public DialogueSlot? Dialogue { get; init; }

    private static new AIContent[] Contents(IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count == 0 || answers.Contains(null!)) throw new ArgumentException("an expected answer is needed, and none of them null", nameof(answers));
        return [.. answers.Select(a => new TextContent(a))];
    }
}
