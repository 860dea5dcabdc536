using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>InfLoRA's hooks without a model (algorithms.md 10.17).</summary>
public sealed class InfLoraTests : IDisposable
{
    private static readonly ParameterSpace Space = Of(3, 2, "m.q", "m.v");
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_factors_A_stand_still_and_count_in_no_norm()
    {
        InfLoraStrategy inflora = Attached(new());
        Tensor ones = torch.ones(Space.Length, dtype: ScalarType.Float64);
        GradientOutcome outcome = inflora.AdjustGradients(new()
        {
            Position = Hook.Position(0), Weights = ones, Gradients = ones * 2, Passes = null!, Random = new RandomStream(1),
        });
        foreach (ParameterInfo p in Space.Parameters)
        {
            double wanted = p.Role == ParameterRole.LoraA ? 0 : 1;
            Space.View(outcome.UpdateMask!, p).data<double>().ToArray().Should().OnlyContain(v => v == wanted);
            Space.View(outcome.Gradients!, p).data<double>().ToArray().Should().OnlyContain(v => v == 2 * wanted);
        }
    }

    [Fact]
    public void The_published_code_projects_random_factors_by_what_the_queries_read()
    {
        InfLoraStrategy inflora = Attached(new() { Profile = MethodProfile.OfficialCode });
        inflora.Subspaces.Update("m.q", torch.diag(torch.tensor(new double[] { 2, 0.5, 0 })), 0.9);
        Tensor weights = Space.Zeros();
        foreach (string module in new[] { "m.q", "m.v" })
            Space.View(weights, Space[$"{module}.lora_A.weight"]).copy_(torch.tensor(new[] { 0.3, -0.2, 0.5, 0.1, 0.4, -0.6 }).view(2, 3));
        inflora.PrepareTask(Start(weights, 0)).Should().BeNull("the first task keeps its random factors");
        Tensor start = inflora.PrepareTask(Start(weights, 1))!;
        foreach (string module in new[] { "m.q", "m.v" })
            Space.View(start, Space[$"{module}.lora_A.weight"]).data<double>().ToArray().Should().Equal(
                [0, -0.214422506968, 0.536056267419, 0, 0.320256307610, -0.480384461415], (x, y) => Math.Abs(x - y) < 1e-11);
    }

    [Fact]
    public void An_adapter_that_training_starts_from_is_kept_beside_the_first_task_s()
    {
        InfLoraStrategy inflora = Attached(new());
        inflora.BeforeTask(Hook.TaskStart(Space, Space.Zeros())).Grow.Should().BeNull();
        inflora.BeforeTask(Hook.TaskStart(Space, Space.Zeros() + 1)).Grow.Should().Be(AdapterGrowth.Stack);
        inflora.BeforeTask(Hook.TaskStart(Space, Space.Zeros()) with { Index = 1 }).Grow.Should().Be(AdapterGrowth.Stack);
    }

    [Fact]
    public void Rows_without_a_free_direction_are_told()
    {
        InfLoraStrategy inflora = Attached(new());
        Tensor weights = Space.Zeros() + 1;
        inflora.EndTask(Hook.TaskEnd(weights, weights)).Warnings.Should().BeEmpty();
        Space.View(weights, Space["m.v.lora_A.weight"]).zero_();
        inflora.EndTask(Hook.TaskEnd(weights, weights)).Warnings.Should().ContainSingle().Which.Should()
            .StartWith("inflora found no free direction for 2 rows of A in 1 of 2 maps");
    }

    [Theory]
    [InlineData(0, 0.98)]
    [InlineData(5, 0.99)]
    [InlineData(10, 1)]
    [InlineData(25, 1)]
    public void The_threshold_rises_to_its_last_value_and_stays(int task, double threshold) =>
        new InfLoraOptions().ThresholdOf(task).Should().BeApproximately(threshold, 1e-15);

    [Fact]
    public void What_can_not_be_made_is_refused_by_name()
    {
        Refused(new() { Blocks = 2 }, Space).Should().Contain("inflora.blocks is 2, which does not divide the 3 inputs of 'm.q'");
        Refused(new() { Blocks = 3 }, Space).Should().Contain("'m.q' has 1, and the rank is 2");
        Refused(new() { Profile = MethodProfile.OfficialCode, Grow = AdapterGrowth.Merge }, Space).Should().Contain("inflora.grow=Stack");
        Refused(new(), new([new("w", new("m"), ParameterRole.Weight, [2, 2])], ScalarType.Float64)).Should().Contain("this model trains none");

        static string Refused(InfLoraOptions options, ParameterSpace space) => FluentActions.Invoking(() =>
            new InfLoraStrategy(options).AttachSpace(new() { Space = space })).Should().Throw<CompositionException>().Which.Message;
    }

    private static InfLoraStrategy Attached(InfLoraOptions options)
    {
        var inflora = new InfLoraStrategy(options);
        inflora.AttachSpace(new() { Space = Space });
        return inflora;
    }

    private static TaskPreparation Start(Tensor weights, int index) => new()
    {
        Task = "t", Index = index, Space = Space, Weights = weights, Train = [], Passes = null!, Random = new RandomStream(1),
    };

    private static ParameterSpace Of(long inputs, long rank, params string[] modules) => new(modules.SelectMany<string, ParameterInfo>(m =>
    [
        new($"{m}.lora_A.weight", new(m), ParameterRole.LoraA, [rank, inputs]), new($"{m}.lora_B.weight", new(m), ParameterRole.LoraB, [2, rank]),
    ]), ScalarType.Float64);
}
