using Kif.Tests;

namespace Kif.Baselines.Tests.DerPlusPlus;

public sealed class DerPlusPlusStrategyTests
{
    private static readonly ReplayExample[] Memory = Moments.Memory(2, 2);

    [Fact]
    public void The_worked_example_comes_out()
    {
        using var scope = torch.NewDisposeScope();
        var strategy = new DerPlusPlusStrategy(new() { HalfPrecision = false, BatchSize = 1 });
        strategy.AfterTask(Moments.Finished(Memory[..1], Answers(_ => new double[,] { { 0.5, 0.5, -0.5 } })));
        var now = new Passes(_ => new double[,] { { 1, 0, -1 } });
        double term = strategy.Loss(Moments.Forward([], now, Memory[..1]))!.ToDouble();
        (1 + term).Should().BeApproximately(1.22880298222, 1e-9);
        strategy.Visit(new StateDisposal());
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, ScalarType.Float16, 1)]
    [InlineData(MethodProfile.Paper, ScalarType.Float64, 2)]
    [InlineData(MethodProfile.OfficialCode, ScalarType.Float64, 1)]
    public void Profiles_differ_in_precision_and_in_the_number_of_draws(MethodProfile profile, ScalarType stored, int passes)
    {
        using var scope = torch.NewDisposeScope();
        var strategy = new DerPlusPlusStrategy(new() { Profile = profile });
        strategy.AfterTask(Moments.Finished(Memory, Answers(_ => new double[,] { { 1, 2 } })));
        var now = new Passes(_ => new double[,] { { 1, 2 } });
        strategy.Loss(Moments.Forward([Memory[0].Example], now, Memory));
        now.Batches.Should().HaveCount(passes).And.OnlyContain(b => b == 1);
        State(strategy)["logits"]!.dtype.Should().Be(stored);
        strategy.Visit(new StateDisposal());
    }

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0.5, 1, false)]
    [InlineData(0.1, 0, 1, true)]
    public void A_term_of_weight_zero_is_not_computed_and_stores_nothing(double alpha, double beta, int passes, bool stores)
    {
        using var scope = torch.NewDisposeScope();
        var strategy = new DerPlusPlusStrategy(new() { Alpha = alpha, Beta = beta });
        ScriptedProbe probe = Answers(_ => new double[,] { { 1, 2 } });
        strategy.AfterTask(Moments.Finished(Memory, probe));
        var now = new Passes(_ => new double[,] { { 3, 2 } });
        (strategy.Loss(Moments.Forward([Memory[0].Example], now, Memory)) is null).Should().Be(passes == 0);
        now.Batches.Should().HaveCount(passes);
        probe.Seen.Should().HaveCount(stores ? 4 : 0);
        (State(strategy)["logits"] is not null).Should().Be(stores);
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public void Logits_are_computed_once_kept_row_by_row_and_dropped_with_their_memory()
    {
        using var scope = torch.NewDisposeScope();
        // Memory i has i + 1 rows of the value 10 i + asked, so that a second asking would show.
        int asked = 0;
        ScriptedProbe probe = Answers(e => Rows(e, asked));
        var strategy = new DerPlusPlusStrategy(new() { HalfPrecision = false });
        strategy.AfterTask(Moments.Finished(Memory[..2], probe));
        long two = StateSize.Of(strategy);
        asked = 5;
        strategy.AfterTask(Moments.Finished([Memory[3], Memory[1]], probe));
        probe.Seen.Should().Equal(Memory[0].Example, Memory[1].Example, Memory[3].Example);
        State(strategy)["logits"]!.data<double>().ToArray().Should().Equal([.. Enumerable.Repeat(35.0, 12), .. Enumerable.Repeat(10.0, 6)]);
        StateSize.Of(strategy).Should().Be(two + (18 - 9) * sizeof(double));
        strategy.AfterTask(Moments.Finished([], probe));
        State(strategy)["logits"].Should().BeNull();
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public void Each_row_is_compared_with_its_own_stored_row_in_whatever_order_memories_are_drawn()
    {
        using var scope = torch.NewDisposeScope();
        var strategy = new DerPlusPlusStrategy(new() { Alpha = 1, Beta = 0, HalfPrecision = false }, new TwoZeroTwo());
        strategy.AfterTask(Moments.Finished(Memory, Answers(e => Rows(e, 0))));
        strategy.Loss(Moments.Forward([], new Passes(e => Rows(e, 0)), Memory))!.ToDouble().Should().Be(0);
        strategy.Loss(Moments.Forward([], new Passes(e => Rows(e, 3)), Memory))!.ToDouble().Should().Be(9);
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public void With_top_logits_only_the_largest_at_their_places_are_compared()
    {
        using var scope = torch.NewDisposeScope();
        var strategy = new DerPlusPlusStrategy(new() { Alpha = 1, Beta = 0, TopLogits = 2, BatchSize = 1 });
        strategy.AfterTask(Moments.Finished(Memory[..1], Answers(_ => new double[,] { { 0, 5, -7, 4 }, { 9, 0, 0, 8 } })));
        // Off by 1 and 2 in the first row and by 3 and 0 in the second; by 100 where nothing is stored.
        var now = new Passes(_ => new double[,] { { 100, 6, 100, 6 }, { 12, 100, 100, 8 } });
        strategy.Loss(Moments.Forward([], now, Memory[..1]))!.ToDouble().Should().Be((1 + 4 + 9 + 0) / 4.0);
        State(strategy)["logits"]!.shape.Should().Equal(2, 2);
        State(strategy)["places"]!.ElementSize.Should().Be(4);
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public void More_top_logits_than_there_are_words_are_all_of_them_and_halves_do_not_overflow()
    {
        using var scope = torch.NewDisposeScope();
        var strategy = new DerPlusPlusStrategy(new() { Alpha = 1, Beta = 0, TopLogits = 10, BatchSize = 1 });
        strategy.AfterTask(Moments.Finished(Memory[..1], Answers(_ => new double[,] { { 1e6, -1e6 } })));
        strategy.Loss(Moments.Forward([], new Passes(_ => new double[,] { { 65504, -65504 } }), Memory[..1]))!.ToDouble().Should().Be(0);
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public void The_state_comes_back()
    {
        using var scope = torch.NewDisposeScope();
        DerPlusPlusOptions options = new() { TopLogits = 1, Alpha = 1, Beta = 0 };
        DerPlusPlusStrategy first = new(options), second = new(options);
        first.AfterTask(Moments.Finished(Memory, Answers(e => Rows(e, 1))));
        StateCopy.Carry(first, second);
        StateSize.Of(second).Should().Be(StateSize.Of(first)).And.BePositive();
        second.Loss(Moments.Forward([Memory[0].Example], new Passes(e => Rows(e, 3)), Memory))!.ToDouble().Should().Be(4);
        first.Visit(new StateDisposal());
        second.Visit(new StateDisposal());
    }

    private static double[,] Rows(Example example, double add)
    {
        int place = Memory.Single(m => m.Example == example) is var m ? (int)m.Id : 0;
        var rows = new double[place + 1, 3];
        for (int r = 0; r <= place; r++)
            for (int c = 0; c < 3; c++) rows[r, c] = 10 * place + add;
        return rows;
    }

    private static ScriptedProbe Answers(Func<Example, double[,]> logits) =>
        new() { OnForward = e => new(torch.tensor(0.0), torch.tensor(logits(e.Single())), torch.zeros(1, torch.int64)) };

    private static Dictionary<string, Tensor?> State(IStateful state)
    {
        var seen = new Pieces();
        state.Visit(seen);
        return seen.Tensors;
    }

    private sealed class Passes(Func<Example, double[,]> logits) : ScriptedForward
    {
        public List<int> Batches { get; } = [];

        /// <summary>The loss is that of gold class 0 everywhere.</summary>
        public override ForwardResult Forward(IReadOnlyList<Example> examples)
        {
            Batches.Add(examples.Count);
            Tensor all = torch.cat([.. examples.Select(e => torch.tensor(logits(e)))]), gold = torch.zeros(all.shape[0], torch.int64);
            return new(torch.nn.functional.cross_entropy(all, gold), all, gold);
        }
    }

    private sealed class Pieces : IStateVisitor
    {
        public Dictionary<string, Tensor?> Tensors { get; } = [];

        public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

        public void Tensor(string name, ref Tensor? tensor) => Tensors[name] = tensor;

        public void Value<T>(string name, ref T value) { }

        public void Child(string name, IStateful child) => child.Visit(this);
    }

    private sealed class TwoZeroTwo : IMemorySampler
    {
        public void Begin() { }

        public IReadOnlyList<ReplayExample> Draw(IReadOnlyList<ReplayExample> memory, int count, RandomStream random) => [memory[2], memory[0], memory[2]];

        public void Visit(IStateVisitor state) { }
    }
}
