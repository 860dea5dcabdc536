namespace Kif;

/// <summary>
/// Self-distillation fine-tuning: the model answers a prompt, and learns to answer as it does itself, or as an earlier self does, with the expected answer in
/// the prompt (algorithms.md 10.21). This takes the place of the loss on the expected answers.
/// </summary>
internal sealed class SdftStrategy : ContinualStrategy
{
    private readonly SdftOptions options;
    private Tensor? teacher;
    private long steps;

    /// <exception cref="CompositionException">Sampled tokens have the reverse divergence only, and another is asked for.</exception>
    public SdftStrategy(SdftOptions options)
    {
        this.options = options;
        if (options.ComparedUsed == ComparedTokens.Sampled && options.AlphaUsed != 1)
            throw new CompositionException(
                $"sdft.alpha is {options.AlphaUsed}, and sdft.compared is Sampled, which estimates the reverse divergence; allowed: 1");
        Traits = new(AnchorsToPreviousWeights: options.TeacherUsed != DistillationTeacher.Live);
    }

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (teacher is not null || options.TeacherUsed == DistillationTeacher.Live) return TaskPlan.Default;
        Keep(ref teacher, options.TeacherUsed == DistillationTeacher.Base ? task.InitialWeights : task.Weights);
        if (options.TeacherUsed == DistillationTeacher.Average && options.AsPublished)
            foreach (ParameterInfo factor in task.Space.Parameters.Where(p => p.Role is ParameterRole.LoraA or ParameterRole.LoraB))
                task.Space.View(teacher!, factor).zero_();
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override Tensor? Loss(in LossInput pass)
    {
        IForward more = pass.More;
        Example[] asked = [.. pass.Examples.SelectMany(e => Enumerable.Repeat(e, options.AnswersUsed))];
        EncodedExample[] prompts = [.. asked.Select(more.Encoder.Encode)];
        EncodedExample[] taught = [.. asked.Select(e => more.Encoder.Encode(Demonstration.Before(e, options.Template)))];
        int most = AnswerLimit.Of(options.MaxNewTokensUsed, prompts);
        IReadOnlyList<int[]> answers = more.Generate(options.FromTeacherPrompt ? taught : prompts, null, most, options.Temperature, pass.Random);
        Tensor student = more.Forward([.. Answered(prompts, answers)]).Logits, wanted = more.LogitsUnder([.. Answered(taught, answers)], teacher);
        return Distilled(student, wanted, answers) - pass.Result.Loss;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        if (options.TeacherUsed == DistillationTeacher.Average && ++steps % options.SyncEvery == 0)
        {
            using Tensor stays = teacher! * (1 - options.RateUsed), comes = step.Weights * options.RateUsed, next = stays + comes;
            Keep(ref teacher, next);
        }
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("teacher", ref teacher);
        state.Value("steps", ref steps);
    }

    private Tensor Distilled(Tensor student, Tensor wanted, IReadOnlyList<int[]> answers)
    {
        double divisor = options.Temperature == 0 ? 1 : options.Temperature;
        (Tensor s, Tensor t) = (student / divisor, wanted / divisor);
        Tensor each = options.ComparedUsed switch
        {
            ComparedTokens.All => TokenDivergence.Full(s, t, options.AlphaUsed),
            ComparedTokens.Likeliest => TokenDivergence.TopK(s, t, options.AlphaUsed, options.TopK, options.Tail),
            _ => TokenDivergence.Sampled(s, t, torch.tensor(answers.SelectMany(a => a).ToArray(), torch.int64, s.device)),
        };
        return TokenDivergence.MeanOverAnswers(each, [.. answers.Select(a => a.Length)], options.SkipTokens);
    }

    private static IEnumerable<EncodedExample> Answered(EncodedExample[] prompts, IReadOnlyList<int[]> answers) =>
        prompts.Zip(answers, (prompt, answer) => prompt with { Target = answer, LabeledPositions = null });
}
