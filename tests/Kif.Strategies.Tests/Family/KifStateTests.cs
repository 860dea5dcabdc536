using Kif.Tests;

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
            var copy = new StateCopy();
            first.Visit(copy);
            sizes.Add((int)((Tensor)copy.Values["accumulated"]!).NumberOfElements);
        }
        sizes.Should().OnlyContain(n => n == 2);

        var saved = new StateCopy();
        first.Visit(saved);
        saved.Reads = true;
        second.Visit(saved);
        second.Accumulated!.Values.ToArray().Should().Equal(first.Accumulated!.Values.ToArray());
        other.Invoking(o => o.Visit(saved)).Should().Throw<InvalidDataException>().WithMessage("*other skill units*");
    }

    private static KifStrategy Strategy(ParameterSpace space)
    {
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()), new KifLoraOptions());
        kif.AttachSpace(new SpaceAttachment { Space = space });
        return kif;
    }

    private static void Learn(KifStrategy kif, ParameterSpace space, int task)
    {
        using var scope = torch.NewDisposeScope();
        Tensor start = torch.linspace(0, 1, space.Length, dtype: ScalarType.Float64), end = start + 0.1 * (task + 1);
        kif.BeforeTask(Hook.TaskStart(space, start) with { Index = task });
        for (int s = 0; s < 3; s++) kif.AfterStep(Hook.StepEnd(s, end, start * (s + task)));
        kif.EndTask(Hook.TaskEnd(start, end) with { Index = task });
    }
}
