namespace Kif.Pipeline.Tests.Training;

/// <summary>A part may have coordinates trained in place of the weights: the optimizer moves them, and all else goes on seeing weights.</summary>
public sealed class CoordinateTests
{
    private static StrategyComposition With(Func<ParameterSpace, IWeightCoordinates> coordinates, params StrategyPart[] more) =>
        new([new("moved", new ScriptedPart(StrategyEffects.Coordinates)
        {
            OnBegin = (in TaskStart task) => new() { Coordinates = coordinates(task.Space) },
        }), .. more]);

    [Fact]
    public void Coordinates_that_are_the_weights_train_to_the_bits_of_the_weights()
    {
        TrainingOptions options = TinyRun.Options;
        (options.WeightDecay, options.ClipNorm) = (0.1, 0.05);
        double[] plain = TinyRun.Learn(options: options);
        TinyRun.Learn(With(s => new Scaled(s, 1)), options: options).Should().Equal(plain);
    }

    [Fact]
    public void The_optimizer_moves_and_clips_the_coordinates_and_not_the_weights()
    {
        var norms = new List<double>();
        double[] Ends(double scale)
        {
            norms.Clear();
            return TinyRun.Learn(With(s => new Scaled(s, scale)), tasks: 1, hear: e =>
            {
                if (e is StepFinished step) norms.Add(step.GradientNorm);
            });
        }

        double[] start = TinyRun.Learn(tasks: 0), plain = Ends(1);
        double norm = norms[0];
        double[] small = Ends(0.1);
        norms[0].Should().BeApproximately(0.1 * norm, 1e-12, "the norm is that of what is moved");
        double Moved(double[] end) => end.Zip(start, (e, s) => Math.Abs(e - s)).Max();
        Moved(small).Should().BeLessThan(0.2 * Moved(plain), "AdamW's steps are as large in coordinates, of which weights have a tenth");
    }

    [Fact]
    public void Gradients_are_projected_and_steps_only_if_that_is_asked_for()
    {
        TrainingOptions options = TinyRun.Options;
        options.WeightDecay = 0.1;
        double[] start = TinyRun.Learn(tasks: 0), free = TinyRun.Learn(With(s => new Scaled(s, 1) { Open = false }), tasks: 1, options: options),
            held = TinyRun.Learn(With(s => new Scaled(s, 1) { Open = false, ProjectsSteps = true }), tasks: 1, options: options);
        free.Should().NotEqual(start, "weight decay moves what has no gradient");
        held.Should().Equal(start);
    }

    [Fact]
    public void Others_see_weights_and_their_gradients()
    {
        long seen = 0;
        var watching = new ScriptedPart
        {
            OnStep = (in StepEnd step) =>
            {
                seen = step.Gradients.shape[0];
                step.Weights.shape[0].Should().Be(seen);
                return StepOutcome.Continue;
            },
        };
        TinyRun.Learn(With(s => new Scaled(s, 1), new StrategyPart("watching", watching)), tasks: 1);
        seen.Should().Be(TinyRun.Model().Space.Length);
    }

    [Fact]
    public void What_does_not_go_together_with_coordinates_is_refused()
    {
        StrategyEffects[] others = [StrategyEffects.Gradients, StrategyEffects.StepWeights, StrategyEffects.Phases, StrategyEffects.Adapter];
        foreach (StrategyEffects effect in others)
            FluentActions.Invoking(() => With(s => new Scaled(s, 1), new StrategyPart("other", new ScriptedPart(effect)))).Should().Throw<CompositionException>()
                .WithMessage("'moved' trains coordinates in place of the weights, whose gradients and steps 'other' would change");
        FluentActions.Invoking(() => With(s => new Scaled(s, 1), new StrategyPart("other", new ScriptedPart(StrategyEffects.Coordinates)))).Should()
            .Throw<CompositionException>().WithMessage("'moved' and 'other' both decide the coordinates in training; *");
        var undeclared = new ScriptedPart { OnBegin = (in TaskStart task) => new() { Coordinates = new Scaled(task.Space, 1) } };
        FluentActions.Invoking(() => TinyRun.Learn(new([new("undeclared", undeclared)]))).Should().Throw<CompositionException>()
            .WithMessage("'undeclared' trains coordinates of the weights without declaring the effect Coordinates*");
        FluentActions.Invoking(() => TinyRun.Learn(With(s => new Scaled(s, 1) { Short = true }))).Should().Throw<CompositionException>()
            .WithMessage("coordinates are no vector of their own space: *");
    }

    [Fact]
    public void They_are_freed_with_the_task()
    {
        var made = new List<Scaled>();
        TinyRun.Learn(With(s =>
        {
            made.Add(new Scaled(s, 1));
            return made[^1];
        }));
        made.Should().HaveCount(2).And.OnlyContain(c => c.Freed);
    }

    private sealed class Scaled(ParameterSpace space, double scale) : IWeightCoordinates
    {
        public bool Open { get; init; } = true;

        public bool Short { get; init; }

        public bool Freed { get; private set; }

        public bool ProjectsSteps { get; init; }

        public ParameterSpace Space => space;

        public Tensor Begin(Tensor weights) => Short ? weights[..3] : weights / scale;

        public Tensor Weights(Tensor start, Tensor coordinates) => coordinates * scale;

        public Tensor Project(Tensor gradients) => Open ? gradients : gradients * 0;

        public void Dispose() => Freed = true;
    }
}
