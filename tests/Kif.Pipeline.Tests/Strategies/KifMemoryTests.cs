using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>KIF-M (algorithms.md 8.4).</summary>
public sealed class KifMemoryTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Theory]
    [InlineData("Concat")]
    [InlineData("Separate")]
    public void Without_memory_it_is_KIF_LoRA_bit_for_bit(string mode) =>
        TinyRun.Learn(Composed("kif-m", $"mode={mode}", "buffer.share=0"), tasks: 3, dropout: 0.1).Should()
        .Equal(TinyRun.Learn(Composed("kif-lora"), tasks: 3, dropout: 0.1));

    [Fact]
    public void Mixing_trains_every_memory_once_an_epoch_beside_the_task()
    {
        using ContinualLearner plain = TinyRun.Learner(Composed("kif-lora")), mixed = TinyRun.Learner(Composed("kif-m", "buffer.pertask=5"));
        foreach (ContinualLearner learner in new[] { plain, mixed })
            for (int task = 0; task < 3; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        mixed.Cost.Examples.Should().Be(plain.Cost.Examples + 5 + 10);
    }

    [Fact]
    public void Importance_sees_the_mixed_stream_but_not_the_replay_after_fusion()
    {
        double[] Scores(params string[] settings) => Explained(settings).Current.ToArray();
        double[] plain = [.. Explanations(Composed("kif-lora"))[1].Current];
        Scores("buffer.share=0.3").Should().NotEqual(plain);
        Scores("buffer.share=0.3", "mode=Separate").Should().Equal(plain);
    }

    [Theory]
    [InlineData("fuse=threshold")]
    [InlineData("fuse=adaptive")]
    [InlineData("fuse=threshold", "decompose=matrix", "orthogonality=0", "train=All")]
    public void Replay_after_fusion_leaves_the_units_specific_to_the_task_exactly_as_they_are(params string[] settings)
    {
        double[] fused = Weights(settings, rate: 0), replayed = Weights(settings, rate: 0.01);
        FusionExplanation decision = Explained([.. settings, "mode=Separate", "buffer.share=0.3"]);
        double[] ahead = [.. decision.Current.Zip(decision.Accumulated, (p, q) => p - q)];
        double limit = ScoreMath.Quantile(ahead, 0.8);
        double[] frozen = [.. decision.Coefficients.Zip(ahead, (c, a) => (settings[0] == "fuse=threshold" ? c == 1 : a > limit) ? 1.0 : 0)];
        frozen.Should().Contain(1).And.Contain(0);
        bool[] elements = SpreadOver(frozen, settings);
        for (int i = 0; i < elements.Length; i++)
            if (elements[i]) replayed[i].Should().Be(fused[i]);
        Enumerable.Range(0, elements.Length).Count(i => !elements[i] && replayed[i] != fused[i]).Should().BeGreaterThan(0, "the rest is rehearsed");
    }

    private static double[] Weights(string[] settings, double rate) =>
        Run(Composed("kif-m",
        [.. settings, "mode=Separate", "buffer.share=0.3", $"replaylearningrate={rate.ToString(System.Globalization.CultureInfo.InvariantCulture)}"]),
            _ => { });

    private static bool[] SpreadOver(double[] units, string[] settings)
    {
        using ILanguageModel model = TinyRun.Model(trains: settings.Contains("train=All") ? TrainedWeights.All : TrainedWeights.Adapter);
        ISkillUnitDecomposer decomposer = settings.Contains("decompose=matrix") ? new MatrixUnits() : new RankUnits();
        using Tensor elements = decomposer.Decompose(model.Space).Spread(units, 0);
        return [.. elements.data<double>().ToArray().Select(v => v == 1)];
    }

    private static FusionExplanation Explained(string[] settings) => Explanations(Composed("kif-m", settings))[1];

    private static List<FusionExplanation> Explanations(StrategyComposition composition)
    {
        var all = new List<FusionExplanation>();
        Run(composition, all.Add);
        return all;
    }

    private static double[] Run(StrategyComposition composition, Action<FusionExplanation> hear) => TinyRun.Learn(composition, hear: e =>
    {
        if (e is TaskLearned learned) hear(learned.Explanations["kif"]);
    });

    private static StrategyComposition Composed(string name, params string[] settings) =>
        Composer.Choose(name, settings.Select(s => s.Split('=')).Select(p => KeyValuePair.Create(p[0], p[1]))).Compose();
}
