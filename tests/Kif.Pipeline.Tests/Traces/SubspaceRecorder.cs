namespace Kif.Pipeline.Tests.Traces;

/// <summary>Stands behind a part that keeps subspaces of inputs, and compares moments, designs, weights and bases with a trace as they come.</summary>
/// <param name="trace">The recorded run.</param>
/// <param name="subspaces">The parts' subspaces.</param>
/// <param name="check">Compares.</param>
/// <param name="byAttention">Whether the trace has one input per attention, the queries', in blocks.</param>
internal sealed class SubspaceRecorder(Trace trace, InputSubspaces[] subspaces, TraceCheck check, bool byAttention) : ContinualStrategy
{
    private const string Prefix = "base_model.model.";
    private static readonly Dictionary<string, string> Gates = new()
    {
        ["gate.in"] = "gate.input.0", ["gate.out"] = "gate.hidden.0", ["gate.key"] = "gate.output.0",
    };

    private ParameterSpace? space;

    private Dictionary<string, InputSubspace> All => subspaces.SelectMany(s => s.All).ToDictionary();

    /// <summary>The number of tensors compared.</summary>
    public int Compared { get; private set; }

    public override void AttachSpace(in SpaceAttachment attached) => space = attached.Space;

    public override Tensor? PrepareTask(in TaskPreparation task)
    {
        string at = $"task{task.Index + 1}.";
        foreach (ParameterInfo a in space!.Parameters.Where(p => p.Role != ParameterRole.LoraB))
            Compare(space.View(task.Weights, a), $"{at}init.{a.Name}", needed: true);
        IReadOnlyDictionary<string, Tensor> moments = task.Passes.InputMoments(task.Train, task.Weights, padding: true);
        Moments(moments, at + "before.moments.");
        foreach ((string module, Tensor moment) in moments)
            foreach ((string name, Tensor block) in Blocks(module, moment))
            {
                string wanted = $"{at}design.singular_values.{name}";
                InputSubspace? subspace = All.GetValueOrDefault(Key(module, name));
                // Inputs that maps share have one subspace, under the name of the first.
                if (!trace.Has(wanted) || (subspace is null && task.Index > 0)) continue;
                Tensor columns = subspace?.Outside(block) ?? block;
                Compare(torch.tensor(InputSubspace.Left(columns).Squares).sqrt(), wanted);
            }
        return null;
    }

    public override StepOutcome AfterStep(in StepEnd step)
    {
        foreach (ParameterInfo p in space!.Parameters.Where(p => p.Role != ParameterRole.LoraA))
            Compare(space.View(step.Weights, p), $"task{step.Position.TaskIndex + 1}.step{step.Position.Step}.{p.Name}", step.Position.Step is 0 or 1 or 15);
        return StepOutcome.Continue;
    }

    public override void AfterTask(in TaskFinished task)
    {
        string at = $"task{task.Index + 1}.";
        Moments(task.Passes.InputMoments(task.Train, task.Weights, padding: true), at + "after.moments.");
        foreach ((string key, InputSubspace subspace) in All)
        {
            string module = key[..key.LastIndexOf('/')], name = Blocks(module, subspace.Basis!).Select(b => b.Name).First();
            if (byAttention) name = name[..(name.LastIndexOf('.') + 1)] + key[(key.LastIndexOf('/') + 1)..];
            bool protects = trace.Json.GetProperty($"task{task.Index + 1}").TryGetProperty("project_type", out var types) is false
                || types.GetProperty(name).GetString() == "remove";
            long inputs = subspace.Basis!.shape[0], columns = subspace.Basis.shape[1];
            (subspace.IsFree == protects ? inputs - columns : columns).Should().Be(
                trace.Json.GetProperty($"task{task.Index + 1}").GetProperty("columns").GetProperty(name).GetInt64(), $"columns of {name} after {task.Task}");
            Tensor basis = trace[$"{at}subspace.{name}"], projector = basis.mm(basis.t()), identity = torch.eye(inputs, dtype: ScalarType.Float64);
            Check(subspace.Protected(identity), protects ? projector : identity - projector, $"protected directions of {name} after {task.Task}");
        }
    }

    private void Moments(IReadOnlyDictionary<string, Tensor> moments, string prefix)
    {
        foreach ((string module, Tensor moment) in moments)
            foreach ((string name, Tensor block) in Blocks(module, moment))
            {
                if (!trace.Has(prefix + name)) continue;
                long width = block.shape[0];
                Compare(torch.cat([.. Enumerable.Range(0, (int)width).Select(i => block[i].narrow(0, i, width - i))]) * Factor(name), prefix + name);
            }
    }

    // The published code divides moments of the hidden layer by one batch too many.
    private double Factor(string name) => name == "gate.hidden.0" ? 16.0 / 17 : 1;

    /// <summary>Names an input as the trace does: by module, or by attention and block for the map that its queries' input is taken from.</summary>
    private IEnumerable<(string Name, Tensor Block)> Blocks(string module, Tensor moment)
    {
        if (Gates.TryGetValue(module, out string? gate)) return [(gate, moment)];
        if (!byAttention) return [(Prefix + module, moment)];
        if (!module.EndsWith(".q", StringComparison.Ordinal)) return [];
        int chunks = trace.Settings.GetProperty("chunk").GetInt32();
        long width = moment.shape[0] / chunks;
        return Enumerable.Range(0, chunks).Select(c => ($"{Prefix}{module[..^2]}.{c}",
            moment.shape[0] == moment.shape[^1] ? moment.narrow(0, c * width, width).narrow(1, c * width, width) : moment));
    }

    private static string Key(string module, string name) => $"{module}/{(char.IsAsciiDigit(name[^1]) ? name[^1..] : "0")}";

    private void Compare(Tensor seen, string name, bool needed = false)
    {
        if (!needed && !trace.Has(name)) return;
        Check(seen, trace[name], name);
    }

    private void Check(Tensor seen, Tensor wanted, string what)
    {
        check.Tensors(seen, wanted, what);
        Compared++;
    }
}
