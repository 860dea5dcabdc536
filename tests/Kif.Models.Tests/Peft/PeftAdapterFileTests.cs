using Kif.Tests;
using static TorchSharp.torch;

namespace Kif.Models.Tests.Peft;

public sealed class PeftAdapterFileTests : IDisposable
{
    private static readonly PeftConfig RankTwo = new() { Lora = new LoraSettings { Rank = 2, Targets = ["q"] } };
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    public static TheoryData<string> Adapters => [.. Fixtures.Folders("adapters").Where(name => !KnownForm.Has(name))];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Adapters))]
    public void Every_fixture_is_read_fits_its_targets_and_comes_back(string name)
    {
        string original = Path.Combine(Fixtures.Root, "adapters", name);
        using PeftAdapterFile adapter = PeftAdapterFile.Read(original);

        adapter.Modules.Should().NotBeEmpty().And.OnlyContain(m => adapter.Config.Matches(m));
        adapter.Weights.Should().HaveCount(2 * adapter.Modules.Count);

        PeftAdapterFile.Write(folder["copy"], adapter.Config, adapter.Weights);
        using PeftAdapterFile copy = PeftAdapterFile.Read(folder["copy"]);
        copy.Config.Should().BeEquivalentTo(adapter.Config);
        copy.Modules.Should().Equal(adapter.Modules);
        foreach ((string factor, Tensor value) in adapter.Weights) copy.Weights[factor].eq(value).all().item<bool>().Should().BeTrue(factor);
    }

    [Fact]
    public void Factors_come_in_the_wanted_type_and_outlive_the_scope_they_were_read_in()
    {
        PeftAdapterFile.Write(folder["a"], RankTwo, Factors("q"));
        PeftAdapterFile read;
        using (NewDisposeScope()) read = PeftAdapterFile.Read(folder["a"], ScalarType.BFloat16);

        using (read)
        {
            read.Weights[PeftNames.A("q")].dtype.Should().Be(ScalarType.BFloat16);
            read.Weights[PeftNames.A("q")].shape.Should().Equal(2, 3);
        }
        read.Weights.Values.Should().OnlyContain(w => w.IsInvalid);
    }

    [Fact]
    public void Factors_that_do_not_fit_are_refused_when_written()
    {
        WritingFails([(PeftNames.A("q"), ones(2, 3))], "*q.lora_A.weight' is there without*q.lora_B*");
        WritingFails([(PeftNames.A("q"), ones(3, 3)), (PeftNames.B("q"), ones(4, 2))], "*shape [3, 3], wanted [2, inputs]*");
        WritingFails([(PeftNames.A("q"), ones(2, 3)), (PeftNames.B("q"), ones(4, 2, 1))], "*shape [4, 2, 1], wanted [outputs, 2]*");
        WritingFails([("lm_head.weight", ones(2, 3))], "*'lm_head.weight' is no factor*");
        WritingFails([], "there are no factors*");
        Directory.Exists(folder["a"]).Should().BeFalse();
    }

    [Fact]
    public void Factors_that_do_not_fit_are_refused_when_read()
    {
        PeftAdapterFile.Write(folder["a"], RankTwo, Factors("q"));
        (RankTwo with { Lora = new LoraSettings { Rank = 4 } }).Write(Path.Combine(folder["a"], PeftConfig.FileName));
        Reading().Should().Throw<InvalidDataException>().WithMessage("*adapter_model.safetensors'*shape [2, 3], wanted [4, inputs]*");

        SafetensorsWriter.Write(Path.Combine(folder["a"], PeftAdapterFile.WeightsName), [("base_model.model.q.lora_diag", ones(2))]);
        Reading().Should().Throw<InvalidDataException>().WithMessage("*lora_diag' is no factor*merge an adapter of another kind with PEFT first*");
    }

    [Fact]
    public void Missing_files_are_told()
    {
        Reading().Should().Throw<IOException>();
        Directory.CreateDirectory(folder["a"]);
        RankTwo.Write(Path.Combine(folder["a"], PeftConfig.FileName));
        Reading().Should().Throw<FileNotFoundException>().WithMessage("*adapter_model.safetensors*");
    }

    private static Dictionary<string, Tensor> Factors(string module) => new() { [PeftNames.A(module)] = ones(2, 3), [PeftNames.B(module)] = ones(4, 2) };

    private Func<PeftAdapterFile> Reading() => FluentActions.Invoking(() => PeftAdapterFile.Read(folder["a"]));

    private void WritingFails((string, Tensor)[] weights, string message) =>
        FluentActions.Invoking(() => PeftAdapterFile.Write(folder["a"], RankTwo, weights.ToDictionary(w => w.Item1, w => w.Item2)))
            .Should().Throw<ArgumentException>().WithMessage(message);
}
