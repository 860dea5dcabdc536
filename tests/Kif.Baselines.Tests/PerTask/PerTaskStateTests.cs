using Kif.Tests;

namespace Kif.Baselines.Tests.PerTask;

/// <summary>What per-task training keeps.</summary>
public sealed class PerTaskStateTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Every_task_has_its_own_weights_and_an_unseen_task_has_none()
    {
        var strategy = new PerTaskStrategy();
        Learn(strategy, "a", 1, 2);
        Learn(strategy, "b", 3, 4);

        strategy.WeightsFor("a")!.data<double>().ToArray().Should().Equal(1, 2);
        strategy.WeightsFor("b")!.data<double>().ToArray().Should().Equal(3, 4);
        strategy.WeightsFor("c").Should().BeNull();
        StateSize.Of(strategy).Should().Be(4 * sizeof(double) + "[\"a\",\"b\"]".Length);
    }

    [Fact]
    public void A_task_that_is_learned_again_replaces_its_weights()
    {
        var strategy = new PerTaskStrategy();
        Learn(strategy, "a", 1, 2);
        Learn(strategy, "a", 5, 6);
        strategy.WeightsFor("a")!.data<double>().ToArray().Should().Equal(5, 6);
        StateSize.Of(strategy).Should().Be(2 * sizeof(double) + "[\"a\"]".Length);
    }

    [Fact]
    public void State_that_is_written_and_read_gives_the_same_answers()
    {
        PerTaskStrategy written = new(), read = new();
        Learn(written, "a", 1, 2);
        Learn(written, "b", 3, 4);
        var copy = new Copy();
        written.Visit(copy);
        copy.Reads = true;

        read.Visit(copy);

        read.WeightsFor("a")!.data<double>().ToArray().Should().Equal(1, 2);
        read.WeightsFor("b")!.data<double>().ToArray().Should().Equal(3, 4);
    }

    private static void Learn(PerTaskStrategy strategy, string task, params double[] weights) =>
        strategy.AfterTask(Hook.TaskFinished(torch.tensor(weights), torch.tensor(weights)) with { Task = task });

    /// <summary>Writes a state into itself, then reads it back.</summary>
    private sealed class Copy : IStateVisitor
    {
        private readonly Dictionary<string, object?> slots = [];

        public bool Reads { get; set; }

        public void Vector(string name, ref Tensor? vector) => Value(name, ref vector);

        public void Tensor(string name, ref Tensor? tensor) => Value(name, ref tensor);

        public void Value<T>(string name, ref T value)
        {
            if (Reads) value = (T)slots[name]!;
            else slots[name] = value;
        }

        public void Child(string name, IStateful child) => child.Visit(this);
    }
}
