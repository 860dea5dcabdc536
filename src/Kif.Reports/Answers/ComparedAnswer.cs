namespace Kif.Reports.Answers;

/// <summary>A strategy's answers to an example.</summary>
/// <param name="Learnt">The answer right after its task was learned.</param>
/// <param name="Final">The answer after the last task.</param>
/// <param name="RightWhenLearnt">Whether the first was right.</param>
/// <param name="RightAtTheEnd">Whether the second was right.</param>
internal sealed record ComparedAnswer(string Learnt, string Final, bool RightWhenLearnt, bool RightAtTheEnd)
{
    /// <summary>Whether the first answer was right and the last one wrong.</summary>
    public bool Forgotten => RightWhenLearnt && !RightAtTheEnd;
}
