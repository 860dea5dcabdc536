namespace Kif.Testing.Tests.Wrong;

/// <summary>Learns answers of its own, drawn in each step; the wrong ones below differ from it in one thing.</summary>
internal class AnswersItself : Pull
{
    public override Tensor? Loss(in LossInput pass)
    {
        EncodedExample[] prompts = [.. pass.Examples.Select(pass.More.Encoder.Encode)];
        IReadOnlyList<int[]> answers = Answers(pass, prompts);
        return 0.1 * pass.More.Forward([.. prompts.Zip(answers, (p, a) => p with { Target = a })]).Loss;
    }

    private protected virtual IReadOnlyList<int[]> Answers(in LossInput pass, EncodedExample[] prompts) =>
        pass.More.Generate(prompts, null, 4, 1, pass.Random);
}

internal sealed class KeepsItsAnswers : AnswersItself
{
    private IReadOnlyList<int[]>? kept;

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        kept = null;
        return TaskPlan.Default;
    }

    private protected override IReadOnlyList<int[]> Answers(in LossInput pass, EncodedExample[] prompts)
    {
        kept ??= base.Answers(pass, prompts);
        return [.. prompts.Select((_, i) => kept[i % kept.Count])];
    }
}

internal sealed class DrawsByItself : AnswersItself
{
    private protected override IReadOnlyList<int[]> Answers(in LossInput pass, EncodedExample[] prompts) =>
        pass.More.Generate(prompts, null, 4, 1, new RandomStream(BitConverter.ToUInt64(Guid.NewGuid().ToByteArray())));
}

internal sealed class GoesOnAnswering : AnswersItself
{
    private int asked;

    public override void AfterTask(in TaskFinished task)
    {
        foreach (Example example in task.Train)
        {
            asked += task.Passes.Generate([task.Passes.Encoder.Encode(example)], task.Weights, 3, 0.5, task.Random)[0].Length;
            if (asked == 0) break;
        }
        Keep(ref anchor, task.Weights * (1 + asked / 1000.0));
        asked = 0;
    }
}
