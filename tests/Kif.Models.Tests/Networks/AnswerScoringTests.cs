using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Log-probabilities of given answers.</summary>
public sealed class AnswerScoringTests(ITestOutputHelper output) : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static TheoryData<string> Models => [.. Fixtures.Folders("models").Where(name => !name.Contains("bert"))];

    public void Dispose() => scope.Dispose();

    [Theory, MemberData(nameof(Models))]
    public void The_sum_is_minus_the_reference_s_loss_times_its_tokens(string name)
    {
        using var known = new KnownModel(name);
        Assert.SkipUnless(known.Inputs.Contains("labels") && known.Expected.Contains("loss"), "this model has no labels");
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        EncodedExample[] examples = Examples(batch, known.Backbone.LabelShift);
        Tensor weights = model.InitialWeights(new(1));

        double[] sums = AnswerScoring.LogLikelihoods(model, examples, weights);

        double wanted = known.Expected.Load("loss").item<float>(), off = Math.Abs(-sums.Sum() / batch.TargetTokens / wanted - 1);
        double alone = examples.Zip(sums, (e, sum) => Math.Abs(-sum / e.Target.Length / Loss(model, e, weights) - 1)).Max();
        output.WriteLine($"{name}: loss {off:e1}, each answer alone {alone:e1}");
        off.Should().BeLessThan(1e-5);
        bool byBatch = name.Contains("dynamic") || name.Contains("longrope");
        if (!byBatch) alone.Should().BeLessThan(1e-5, "the frequencies of some rotations alone depend on the longest row of the batch");
    }

    [Theory, InlineData("t5", 0), InlineData("llama", 0), InlineData("t5", 4), InlineData("llama", 4)]
    public void The_sum_is_that_of_a_loop_over_tokens(string family, int ignored)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        EncodedExample[] examples = [.. SmallModels.Examples(7).Select(e => e with { Target = [.. e.Target, 9, 11, 13, 17, 19] })];
        if (ignored > 0) examples[2].Target[ignored] = EncodedExample.IgnoreIndex;

        double[] sums = AnswerScoring.LogLikelihoods(model, examples, weights);

        for (int i = 0; i < examples.Length; i++) sums[i].Should().BeApproximately(ByHand(model, examples[i], weights), 1e-9);
    }

    [Theory]
    [InlineData("t5", ScalarType.Float32, 1e-5), InlineData("llama", ScalarType.Float32, 1e-5)]
    [InlineData("t5", ScalarType.Float64, 1e-12), InlineData("llama", ScalarType.Float64, 1e-12)]
    public void Scores_do_not_depend_on_the_batch(string family, ScalarType type, double tolerance)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family, type));
        Tensor weights = SmallModels.Trained(model);
        Example[] questions = Questions(9, 5);

        double[] Scores(int batch) => [.. new AnswerScoring(model, new IdEncoder(), batchSize: batch).Score(questions, weights).SelectMany(s => s)];

        double[] alone = Scores(1);
        alone.Should().HaveCount(45).And.OnlyHaveUniqueItems().And.OnlyContain(s => s < 0);
        foreach (int batch in new[] { 2, 7, 1000 })
        {
            double off = Scores(batch).Zip(alone, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(b))).Max();
            output.WriteLine($"{family}, {type}, {batch} at a time: {off:e1} of scores from {alone.Min():f1} to {alone.Max():f1}");
            off.Should().BeLessThan(tolerance);
        }
    }

    [Theory, InlineData("t5"), InlineData("llama")]
    public void The_likeliest_choice_is_chosen(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        Example[] questions = Questions(6, 4);
        var scoring = new AnswerScoring(model, new IdEncoder());

        IReadOnlyList<string> chosen = scoring.Choose(questions, weights, TestContext.Current.CancellationToken);

        var encoder = new IdEncoder();
        for (int i = 0; i < questions.Length; i++)
            chosen[i].Should().Be(questions[i].Choices.MaxBy(c => ByHand(model, encoder.Encode(questions[i] with { Target = c }), weights)));
        chosen.Select((c, i) => questions[i].Choices.ToList().IndexOf(c)).Distinct().Should().HaveCountGreaterThan(1);
        scoring.Choose([questions[0] with { Choices = ["7", "07"] }], weights, TestContext.Current.CancellationToken).Should()
            .Equal(["7"], "the first of two that are the same token");
    }

    [Fact]
    public void Means_divide_by_tokens_or_bytes()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5());
        Tensor weights = SmallModels.Trained(model);
        Example[] questions = [new("5 6", "", "1") { Choices = ["7 8 9", "40"] }];

        double[] Scores(LikelihoodForm form) => new AnswerScoring(model, new IdEncoder(), form).Score(questions, weights)[0];

        double[] sums = Scores(LikelihoodForm.Sum);
        Scores(LikelihoodForm.PerToken).Should().Equal(sums[0] / 3, sums[1]);
        Scores(LikelihoodForm.PerByte).Should().Equal(sums[0] / 5, sums[1] / 2);
        FluentActions.Invoking(() => Scores((LikelihoodForm)9)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("allowed are Sum, PerToken, PerByte*");
    }

    [Fact]
    public void What_cannot_be_scored_is_refused()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5());
        Tensor weights = SmallModels.Trained(model);
        var scoring = new AnswerScoring(model, new IdEncoder());
        scoring.Invoking(s => s.Score([new("5", "6", "row 3")], weights)).Should().Throw<ArgumentException>().WithMessage("example 'row 3' has no choices*");
        scoring.Invoking(s => s.Score(Questions(2, 2), weights, new(canceled: true))).Should().Throw<OperationCanceledException>();
        FluentActions.Invoking(() => new AnswerScoring(model, new IdEncoder(), batchSize: 0)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("batchSize");
    }

    /// <summary>The log-probability of every labeled token, each from a pass over what stands before it and that token alone.</summary>
    private static double ByHand(LanguageModel model, EncodedExample example, Tensor weights)
    {
        double sum = 0;
        for (int length = 1; length <= example.Target.Length; length++)
        {
            int token = example.Target[length - 1];
            if (token == EncodedExample.IgnoreIndex) continue;
            using TokenBatch batch = model.Collate([example with { Target = example.Target[..length] }]);
            Tensor logits = model.Logits(batch, weights)[0];
            double[] row = logits[logits.shape[0] - 1 - model.Backbone.LabelShift].data<double>().ToArray();
            sum += row[token] - Math.Log(row.Sum(Math.Exp));
        }
        return sum;
    }

    private static double Loss(LanguageModel model, EncodedExample example, Tensor weights)
    {
        using TokenBatch batch = model.Collate([example]);
        return model.Forward(batch, weights).Loss.item<float>();
    }

    /// <summary>The rows of a batch without their padding: what comes before the first label is the prompt of a decoder-only model.</summary>
    private static EncodedExample[] Examples(TokenBatch batch, int shift) => [.. Enumerable.Range(0, (int)batch.InputIds.shape[0]).Select(r =>
    {
        int[] Row(Tensor t) => [.. t[r].data<long>().ToArray().Select(id => (int)id)];
        int[] target = [.. Row(batch.Labels).Where(id => id != EncodedExample.IgnoreIndex)];
        int[] ids = [.. Row(batch.InputIds).Zip(Row(batch.AttentionMask)).Where(p => p.Second == 1).Select(p => p.First)];
        return new EncodedExample(shift == 0 ? ids : ids[..^target.Length], target);
    })];

    private static Example[] Questions(int count, int choices)
    {
        var random = new RandomStream(21);
        string Ids(int length) => string.Join(' ', Enumerable.Range(0, length).Select(_ => 4 + random.Next(46)));
        return [.. Enumerable.Range(0, count)
            .Select(i => new Example(Ids(1 + 5 * i % 13), "", $"{i}") { Choices = [.. Enumerable.Range(0, choices).Select(c => Ids(1 + (i + c) % 4))] })];
    }
}
