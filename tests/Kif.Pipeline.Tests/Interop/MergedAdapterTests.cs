using System.Globalization;
using System.Text.Json;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Interop;

/// <summary>
/// Adapters merged into one; with the environment variable KIF_INTEROP the folders stay there, for tests/interop/check_merge.py, which compares them with PEFT's.
/// </summary>
public sealed class MergedAdapterTests : IDisposable
{
    private const string A = "encoder.block.0.layer.0.SelfAttention.q", B = "decoder.block.1.layer.1.EncDecAttention.v";
    private static readonly string? Kept = Environment.GetEnvironmentVariable("KIF_INTEROP");

    private readonly string root = Kept is { Length: > 0 } ? Kept : Path.Combine(Path.GetTempPath(), "kif-merge-" + Guid.NewGuid().ToString("n"));
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        if (Kept is not { Length: > 0 } && Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("linear", null, false)]
    [InlineData("cat", null, false)]
    [InlineData("ties", 0.3, false)]
    [InlineData("ties", 0.5, true)]
    [InlineData("magnitude-prune", 0.4, false)]
    [InlineData("dare-linear", 0.6, false)]
    [InlineData("dare-ties", 0.6, true)]
    public void The_merged_adapter_is_what_the_formulas_give(string by, double? density, bool frequency)
    {
        string folder = Path.Combine(root, $"adapters-{by}{(frequency ? "-frequency" : "")}");
        string[] adapters = [.. Enumerable.Range(0, 3).Select(i => Written(Path.Combine(folder, $"{i}"), i, by == "cat" ? 2 + i : 4, alpha: 3 + i))];
        double[] weights = [1, 0.5, -0.7];
        var settings = new MergeAdaptersSettings
            { Adapters = adapters, Out = Path.Combine(folder, "merged"), By = by, Weights = weights, Density = density, Frequency = frequency, Seed = 3 };
        MergedAdapters told = MergeAdaptersJob.Run(settings);
        told.Modules.Should().Be(2);
        told.HighestRank.Should().Be(by == "cat" ? 9 : 4);
        using PeftAdapterFile merged = PeftAdapterFile.Read(settings.Out);
        PeftAdapterFile[] parts = [.. adapters.Select(a => PeftAdapterFile.Read(a))];
        merged.Config.Rules([]).Scaling(A).Should().Be(1, "scalings are in the factors");
        double Scaled(int i) => weights[i] * parts[i].Config.Rules([]).Scaling(A);
        var masks = new Dictionary<string, Tensor>();
        foreach (string module in new[] { A, B })
        {
            (Tensor a, Tensor b) = (merged.Weights[PeftNames.A(module)], merged.Weights[PeftNames.B(module)]);
            if (by == "cat")
            {
                Tensor sum = parts.Select((p, i) => p.Weights[PeftNames.B(module)].mm(p.Weights[PeftNames.A(module)]) * Scaled(i)).Aggregate((x, y) => x + y);
                (b.mm(a) - sum).abs().max().ToDouble().Should().BeLessThan(1e-5, "factors side by side have exactly the sum of the products");
            }
            if (by == "linear")
            {
                Tensor Sum(bool first) => parts.Select((p, i) => p.Weights[first ? PeftNames.A(module) : PeftNames.B(module)]
                    * (Math.Sqrt(Math.Abs(Scaled(i))) * (first ? Math.Sign(Scaled(i)) : 1))).Aggregate((x, y) => x + y);
                (a - Sum(true)).abs().max().ToDouble().Should().BeLessThan(1e-6);
                (b - Sum(false)).abs().max().ToDouble().Should().BeLessThan(1e-6);
            }
            foreach (string name in new[] { PeftNames.A(module), PeftNames.B(module) })
                for (int i = 0; i < parts.Length; i++)
                {
                    var drawn = new VectorMerge(MergeWay.DareLinear, density ?? 1);
                    RandomStream random = new RandomStream(3).Derive(string.Create(CultureInfo.InvariantCulture, $"{name}/{i}"));
                    Tensor mask = drawn.Prune(torch.ones(parts[i].Weights[name].NumberOfElements), random).gt(0);
                    masks[$"{i}/{name}"] = mask.to(ScalarType.Float32).view(parts[i].Weights[name].shape);
                }
        }
        if (by is "dare-linear" or "dare-ties")
        {
            foreach ((string name, Tensor factor) in merged.Weights)
            {
                Tensor none = Enumerable.Range(0, 3).Select(i => masks[$"{i}/{name}"]).Aggregate((x, y) => x + y).eq(0);
                factor.abs().mul(none).max().ToDouble().Should().Be(0, "what no adapter keeps is 0");
            }
            SafetensorsWriter.Write(Path.Combine(folder, "masks.safetensors"), masks);
        }
        File.WriteAllText(Path.Combine(folder, "merge.json"), JsonSerializer.Serialize(new
        {
            @base = Path.Combine(Fixtures.Root, "models", "t5-v1_0-relu-tied"), by = by.Replace('-', '_'), weights, density, elect = frequency ? "frequency" : "total",
        }));
        foreach (PeftAdapterFile part in parts) part.Dispose();
    }

    [Fact]
    public void Adapters_that_do_not_fit_each_other_are_refused_by_name()
    {
        string one = Written(Path.Combine(root, "r", "one"), 1, 4, 4), two = Written(Path.Combine(root, "r", "two"), 2, 4, 4);
        string otherBase = Written(Path.Combine(root, "r", "base"), 3, 4, 4, baseModel: "else"), otherRank = Written(Path.Combine(root, "r", "rank"), 4, 2, 4);
        string fewer = Written(Path.Combine(root, "r", "fewer"), 5, 4, 4, modules: [A]), wider = Written(Path.Combine(root, "r", "wider"), 6, 4, 4, inputs: 32);
        Refused(one, otherBase).Should().Contain("is for 't5'").And.Contain("for 'else'");
        Refused(one, otherRank).Should().Contain($"rank 4 in '{one}', and 2 in '{otherRank}'").And.Contain("--by cat");
        Refused(one, fewer).Should().Contain(B).And.Contain("does not");
        Refused(fewer, one).Should().Contain(B).And.Contain("does not");
        Refused(one, wider).Should().Contain("has 64 inputs").And.Contain("32");
        Refused(one).Should().Contain("at least two");
        FluentActions.Invoking(() => Run("linear", null, one, Path.Combine(root, "r", "none"))).Should().Throw<IOException>().WithMessage("*no adapter folder*");
        Run("cat", null, one, otherRank).HighestRank.Should().Be(6);
        FluentActions.Invoking(() => Run("cat", null, one, two)).Should().Throw<IOException>().WithMessage("*out' is not empty*");

        string Refused(params string[] adapters) => FluentActions.Invoking(() => Run("linear", null, adapters)).Should().Throw<CompositionException>().Which.Message;
    }

    [Theory]
    [InlineData("slerp", null, "*slerp*linear, cat, ties*")]
    [InlineData("ties", null, "--by ties needs --density*")]
    [InlineData("ties", 1.5, "--density is 1.5; allowed: above 0, up to 1")]
    [InlineData("linear", 0.5, "--density is for ways that leave elements out*")]
    public void Settings_that_mean_nothing_are_refused(string by, double? density, string message) =>
        FluentActions.Invoking(() => Run(by, density, "a", "b")).Should().Throw<CompositionException>().WithMessage(message);

    private MergedAdapters Run(string by, double? density, params string[] adapters) =>
        MergeAdaptersJob.Run(new() { Adapters = adapters, Out = Path.Combine(root, "r", "out"), By = by, Density = density });

    private static string Written(
        string folder, int number, int rank, double alpha, string baseModel = "t5", IReadOnlyList<string>? modules = null, long inputs = 64)
    {
        var random = new RandomStream((ulong)(100 + number));
        Tensor Normal(long rows, long columns) =>
            torch.tensor([.. Enumerable.Range(0, (int)(rows * columns)).Select(_ => (float)random.NextNormal())]).view(rows, columns);
        modules ??= [A, B];
        PeftAdapterFile.Write(folder, new()
        {
            Lora = new() { Rank = rank, Alpha = alpha, Targets = [.. modules] }, BaseModel = baseModel, TaskType = "SEQ_2_SEQ_LM",
        }, modules.SelectMany(m => new[] { (PeftNames.A(m), Normal(rank, inputs)), (PeftNames.B(m), Normal(64, rank)) }).ToDictionary(t => t.Item1, t => t.Item2));
        return folder;
    }
}
