using Kif.Models;

namespace Kif.Testing;

/// <summary>The check that an observer sees what the maps of a backbone read.</summary>
internal static class InputChecks
{
    public static void Shown(BackboneUnderTest subject)
    {
        using LanguageModel model = subject.Model();
        Tensor weights = BackboneUnderTest.Perturbed(model);
        EncodedExample one = BackboneUnderTest.Examples(1)[0];
        // Texts of one length: no family computes padding for them.
        EncodedExample[] examples = [.. Enumerable.Range(0, 3).Select(i => one with { Source = [.. one.Source.Select(id => 4 + (id + 3 * i) % 12)] })];
        ShownInputs together = Pass(model, weights, examples);
        ShownInputs[] alone = [.. examples.Select(e => Pass(model, weights, [e]))];
        foreach (string module in model.Space.Parameters.Select(p => p.Module.Path).Distinct())
        {
            int times = together.Times.GetValueOrDefault(module);
            if (times != 1) throw new ConformanceException($"shows the input of '{module}' {times} times in a forward pass");
            double[] sum = together.Sums[module], parts = [.. alone.Select(a => a.Sums[module]).Aggregate((x, y) => [.. x.Zip(y, (v, w) => v + w)])];
            double off = sum.Zip(parts, (v, w) => Math.Abs(v - w)).Max();
            if (!(off <= 1e-8 * (1 + parts.Max(Math.Abs))))
                throw new ConformanceException(
                    $"shows other inputs of '{module}' for {examples.Length} texts in a batch than for each alone: second moments differ by up to {off:G3}");
        }
    }

    private static ShownInputs Pass(LanguageModel model, Tensor weights, EncodedExample[] examples)
    {
        var shown = new ShownInputs();
        using TokenBatch batch = model.Collate(examples);
        model.Forward(batch, weights, new() { Inputs = shown });
        return shown;
    }

    private sealed class ShownInputs : IInputObserver
    {
        public bool CountsPadding => false;

        public Dictionary<string, int> Times { get; } = [];

        public Dictionary<string, double[]> Sums { get; } = [];

        public void Observe(string module, Tensor input)
        {
            Times[module] = Times.GetValueOrDefault(module) + 1;
            using var scope = torch.NewDisposeScope();
            Tensor rows = input.detach().flatten(0, -2);
            Sums[module] = rows.t().mm(rows).contiguous().data<double>().ToArray();
        }
    }
}
