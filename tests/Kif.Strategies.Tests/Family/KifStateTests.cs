namespace Kif.Strategies.Tests.Family;

public sealed class KifStateTests
{
    [Fact]
    public void Its_state_is_a_number_per_unit_however_many_tasks_there_are_and_comes_back()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4));
        KifStrategy first = Strategy(space), second = Strategy(space), other = Strategy(LoraSpace.Of(2, ("n", 3, 4)));
        var sizes = new List<int>();
        for (int task = 0; task < 5; task++)
        {
            Learn(first, space, task);
            var copy = new Copy();
            first.Visit(copy);
            sizes.Add(((double[])copy.Values["accumulated"]!).Length);
        }
        sizes.Should().OnlyContain(n => n == 2);

        var saved = new Copy();
        first.Visit(saved);
        saved.Reads = true;
        second.Visit(saved);
        second.Accumulated!.Values.ToArray().Should().Equal(first.Accumulated!.Values.ToArray());
        other.Invoking(o => o.Visit(saved)).Should().Throw<InvalidDataException>().WithMessage("*other skill units*");
    }

    private static KifStrategy Strategy(ParameterSpace space)
    {
        var kif = new KifStrategy(new RankUnits(), new Sensitivity(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()), new KifLoraOptions());
        kif.Attach(new SpaceAttached(space, []));
        return kif;
    }

    private static void Learn(KifStrategy kif, ParameterSpace space, int task)
    {
        using var scope = torch.NewDisposeScope();
        Tensor start = torch.linspace(0, 1, space.Length, dtype: ScalarType.Float64), end = start + 0.1 * (task + 1);
        kif.BeginTask(new TaskStarting("t", task, 1, start, start, [], new RandomStream(1)));
        for (int s = 0; s < 3; s++) kif.AfterStep(new StepCompleted(new StepPosition("t", task, null, s, 3), end, start * (s + task)));
        kif.EndTask(new TaskCompleted("t", task, start, end, [], [], null!, new RandomStream(1)));
    }

    private sealed class Copy : IStateVisitor
    {
        public Dictionary<string, object?> Values { get; } = [];

        public bool Reads { get; set; }

        public void Vector(string name, ref Tensor? vector) { }

        public void Tensor(string name, ref Tensor? tensor) { }

        public void Value<T>(string name, ref T value)
        {
            if (Reads) value = (T)Values[name]!;
            else Values[name] = value;
        }

        public void Child(string name, IStateful child) => child.Visit(this);
    }
}
