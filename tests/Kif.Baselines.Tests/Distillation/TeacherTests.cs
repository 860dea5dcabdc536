using System.Text.Json;
using Kif.Tests;

namespace Kif.Baselines.Tests.Distillation;

/// <summary>The teacher's weights, as TRL keeps them and as options say (algorithms.md 10.21).</summary>
public sealed class TeacherTests : IDisposable
{
    private static readonly ParameterSpace Weight = new([new("w", new("m"), ParameterRole.Weight, [3])], ScalarType.Float64);
    private static readonly ParameterSpace Factors = new(
        [new("a", new("m"), ParameterRole.LoraA, [2, 4]), new("b", new("m"), ParameterRole.LoraB, [3, 2])], ScalarType.Float64);
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void An_average_of_all_weights_starts_as_the_student_and_follows_the_recorded_one()
    {
        JsonElement recorded = RecordedDistillation.Json.GetProperty("ema_full");
        SdftStrategy sdft = Average(new() { Rate = recorded.GetProperty("rate").GetDouble(), Profile = MethodProfile.OfficialCode });
        double[] start = [.. RecordedDistillation.Numbers(recorded.GetProperty("start_teacher"))];
        ParameterSpace space = new([new("w", new("m"), ParameterRole.Weight, [start.Length])], ScalarType.Float64);
        sdft.BeforeTask(Hook.TaskStart(space, torch.tensor(start)));
        foreach (JsonElement step in recorded.GetProperty("steps").EnumerateArray())
        {
            Tensor student = torch.tensor(RecordedDistillation.Numbers(step.GetProperty("student")).ToArray());
            sdft.AfterStep(Hook.StepEnd(0, student, student));
            RecordedDistillation.Same(Teacher(sdft)!, RecordedDistillation.Numbers(step.GetProperty("teacher")), "the teacher");
        }
        sdft.Visit(new StateDisposal());
    }

    [Fact]
    public void An_averaged_adapter_starts_at_zero_and_its_factors_are_averaged_one_by_one_as_recorded()
    {
        foreach (JsonElement recorded in RecordedDistillation.Json.GetProperty("ema_lora").EnumerateArray())
        {
            SdftStrategy sdft = Average(new()
            {
                Rate = recorded.GetProperty("rate").GetDouble(), SyncEvery = recorded.GetProperty("sync_steps").GetInt32(), Profile = MethodProfile.OfficialCode,
            });
            sdft.BeforeTask(Hook.TaskStart(Factors, torch.ones(14, torch.float64)));
            foreach (JsonElement step in recorded.GetProperty("steps").EnumerateArray())
            {
                double[] Both(string who) => [.. new[] { "_A", "_B" }.SelectMany(f => RecordedDistillation.Numbers(step.GetProperty(who + f)))];
                sdft.AfterStep(Hook.StepEnd(0, torch.tensor(Both("student")), torch.zeros(14, torch.float64)));
                RecordedDistillation.Same(Teacher(sdft)!, Both("teacher"), "the teacher");
                (Tensor a, Tensor b) = (Factors.View(Teacher(sdft)!, Factors["a"]), Factors.View(Teacher(sdft)!, Factors["b"]));
                double scale = recorded.GetProperty("alpha").GetDouble() / recorded.GetProperty("r").GetDouble();
                RecordedDistillation.Same(b.mm(a) * scale, RecordedDistillation.Numbers(step.GetProperty("teacher_update")), "its update");
            }
            sdft.Visit(new StateDisposal());
        }
    }

    [Fact]
    public void By_default_it_stays_the_model_before_the_first_task()
    {
        var sdft = new SdftStrategy(new());
        sdft.Traits.AnchorsToPreviousWeights.Should().BeTrue();
        foreach (int task in new[] { 0, 1 })
        {
            sdft.BeforeTask(Hook.TaskStart(Weight, torch.full([3], 5.0 + task, torch.float64)) with
                { Index = task, InitialWeights = torch.tensor(new double[] { 1, 2, 3 }) });
            sdft.AfterStep(Hook.StepEnd(0, torch.ones(3, torch.float64), torch.ones(3, torch.float64)));
            Teacher(sdft)!.data<double>().ToArray().Should().Equal(1, 2, 3);
        }
        sdft.Visit(new StateDisposal());
    }

    [Fact]
    public void An_average_goes_on_over_tasks_and_outside_TRL_s_profile_starts_as_the_student_with_an_adapter_too()
    {
        SdftStrategy sdft = Average(new() { Rate = 0.05 });
        sdft.BeforeTask(Hook.TaskStart(Factors, torch.ones(14, torch.float64)));
        foreach ((double student, double teacher) in new[] { (2.0, 1.05), (0.0, 0.9975) })
        {
            sdft.AfterStep(Hook.StepEnd(0, torch.full([14], student, torch.float64), torch.zeros(14, torch.float64)));
            sdft.BeforeTask(Hook.TaskStart(Factors, torch.full([14], 7.0, torch.float64)) with { Index = 1 });
            RecordedDistillation.Same(Teacher(sdft)!, Enumerable.Repeat(teacher, 14), "the teacher");
        }
        sdft.Visit(new StateDisposal());
    }

    [Fact]
    public void The_model_in_training_itself_leaves_no_teacher()
    {
        var sdft = new SdftStrategy(new() { Teacher = DistillationTeacher.Live });
        sdft.BeforeTask(Hook.TaskStart(Weight, torch.ones(3, torch.float64)));
        Teacher(sdft).Should().BeNull();
        sdft.Traits.AnchorsToPreviousWeights.Should().BeFalse();
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, DistillationTeacher.Base, 0.05, 0.5, ComparedTokens.Likeliest, 1, null)]
    [InlineData(MethodProfile.OfficialCode, DistillationTeacher.Base, 0.05, 0.5, ComparedTokens.Likeliest, 8, 256)]
    [InlineData(MethodProfile.Paper, DistillationTeacher.Average, 0.01, 0.0, ComparedTokens.All, 1, null)]
    internal void A_profile_sets_what_is_not_set(
        MethodProfile profile, DistillationTeacher teacher, double rate, double alpha, ComparedTokens compared, int answers, int? most)
    {
        var options = new SdftOptions { Profile = profile };
        (options.TeacherUsed, options.RateUsed, options.AlphaUsed, options.ComparedUsed, options.AnswersUsed, options.MaxNewTokensUsed)
            .Should().Be((teacher, rate, alpha, compared, answers, most));
    }

    [Fact]
    public void A_sampled_token_has_the_reverse_divergence_only()
    {
        new SdftOptions { Compared = ComparedTokens.Sampled }.AlphaUsed.Should().Be(1);
        FluentActions.Invoking(() => new SdftStrategy(new() { Compared = ComparedTokens.Sampled, Alpha = 0.5 }))
            .Should().Throw<CompositionException>().WithMessage("sdft.alpha is 0.5*Sampled*allowed: 1");
    }

    private static SdftStrategy Average(SdftOptions options)
    {
        options.Teacher = DistillationTeacher.Average;
        return new(options);
    }

    private static Tensor? Teacher(SdftStrategy sdft)
    {
        var seen = new Seen();
        sdft.Visit(seen);
        return seen.Vectors["teacher"];
    }

    private sealed class Seen : IStateVisitor
    {
        public Dictionary<string, Tensor?> Vectors { get; } = [];

        public void Vector(string name, ref Tensor? vector) => Vectors[name] = vector;

        public void Tensor(string name, ref Tensor? tensor) { }

        public void Value<T>(string name, ref T value) { }

        public void Child(string name, IStateful child) { }
    }
}
