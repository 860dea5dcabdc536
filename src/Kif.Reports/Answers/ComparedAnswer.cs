namespace Kif.Reports.Answers;

/// <summary>What a strategy answered to an example.</summary>
/// <param name="Learnt">Right after its task was learnt.</param>
/// <param name="Final">After the last task.</param>
/// <param name="RightWhenLearnt">Whether the first was right.</param>
/// <param name="RightAtTheEnd">Whether the second was right.</param>
internal sealed record ComparedAnswer(string Learnt, string Final, bool RightWhenLearnt, bool RightAtTheEnd)
{
    /// <summary>Right once, and wrong in the end.</summary>
    public bool Forgotten => RightWhenLearnt && !RightAtTheEnd;
}
