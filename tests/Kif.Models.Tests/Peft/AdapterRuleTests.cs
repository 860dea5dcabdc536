using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Peft;

/// <summary>
/// The rules of PEFT's folders on weights alone, without computing a model, so on bases of families that Kif does not have, too: which tensors are stored
/// after merging, and that nothing but what the adapter names changes.
/// </summary>
public sealed class AdapterRuleTests(ITestOutputHelper output)
{
    private const double Equal = 1e-5;

    public static TheoryData<string> Adapters => KnownFormTests.Adapters;

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Adapters))]
    public void The_tensors_after_merging_are_those_that_PEFT_stores(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var form = new KnownForm(name);
        using var backbone = new StoredBackbone(form.BaseFolder());
        PeftAdapterFile file;
        try { file = PeftAdapterFile.Read(form.Folder); }
        catch (InvalidDataException e)
        {
            form.MayBeRefused.Should().BeTrue(e.Message);
            return;
        }
        using PeftAdapterFile _ = file;
        Dictionary<string, long[]> before = Shapes(new UntiedWeights(backbone).Collect());
        IReadOnlyDictionary<string, Tensor> after;
        AdapterFit fit;
        try
        {
            fit = new AdapterFit(file, backbone);
            AdapterChange.Apply(fit, []);
            after = fit.Weights.Collect();
        }
        catch (InvalidDataException e)
        {
            form.MayBeRefused.Should().BeTrue(e.Message);
            return;
        }

        string[] added = [.. after.Keys.Where(k => !before.ContainsKey(k)).Order()];
        string[] reshaped = [.. after.Where(w => before.TryGetValue(w.Key, out long[]? shape) && !shape.SequenceEqual(w.Value.shape))
            .Select(w => w.Key).Order()];
        string[] changed = [.. after.Where(w => !before.ContainsKey(w.Key) || !UntiedWeights.Same(w.Value, new UntiedWeights(backbone)[w.Key]))
            .Select(w => w.Key)];
        output.WriteLine($"{name}: {changed.Length} of {after.Count} tensors changed, added: {string.Join(", ", added)}, "
            + $"other shapes: {string.Join(", ", reshaped)}");

        string[] named = [.. file.Keys.Select(k => k.IsWeight ? k.Target : k.Part == PeftPart.BiasOfB ? $"{k.Target}.bias" : $"{k.Target}.weight")];
        foreach (string weight in changed)
            fit.Weights.Tied(weight).Append(weight == "lm_head.weight" ? "shared.weight" : weight).Intersect(named).Should()
                .NotBeEmpty($"{weight} is changed by something in the file, or is the head of a T5, whose rows follow those of the embeddings");
        if (form.PeftMergesAlike)
        {
            added.Where(a => !a.EndsWith(".bias", StringComparison.Ordinal)).Should().Equal(Names(form, "added"));
            reshaped.Where(r => !Names(form, "removed").Contains(r)).Should().Equal(Names(form, "reshaped"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PiSSA_and_OLoRA_leave_the_rest_of_the_matrix(bool largest)
    {
        using var scope = torch.NewDisposeScope();
        Tensor weight = torch.randn(6, 4, dtype: ScalarType.Float64);
        Tensor rest = BaseStarts.Apply(largest ? BaseStart.Pissa : BaseStart.Olora, weight, 2, largest ? 7 : 1), taken = weight - rest;

        torch.linalg.matrix_rank(taken, 1e-9).item<long>().Should().Be(2);
        if (largest)
            (torch.linalg.svdvals(rest)[0] - torch.linalg.svdvals(weight)[2]).abs().item<double>().Should().BeLessThan(1e-9, "the largest values are gone");
        else
            (rest.narrow(1, 0, 2).abs().max().item<double>()).Should().BeLessThan(Equal, "the first columns are gone");
        BaseStarts.Apply(BaseStart.None, weight, 2, 7).Should().BeSameAs(weight);
    }

    private static string[] Names(KnownForm form, string kind)
    {
        if (form.MergedKeys?.TryGetProperty(kind, out JsonElement found) != true) return [];
        found = form.MergedKeys!.Value.GetProperty(kind);
        return found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray().Select(e => e.GetString()!).Order()]
            : [.. found.EnumerateObject().Select(p => p.Name).Order()];
    }

    private static Dictionary<string, long[]> Shapes(IReadOnlyDictionary<string, Tensor> weights) => weights.ToDictionary(w => w.Key, w => w.Value.shape);
}
