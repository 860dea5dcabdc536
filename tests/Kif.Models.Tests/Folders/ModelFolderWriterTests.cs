using System.Text.Json;
using static TorchSharp.torch;

namespace Kif.Models.Tests.Folders;

public sealed class ModelFolderWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly ModelFolder source;

    public ModelFolderWriterTests()
    {
        Directory.CreateDirectory(folder["source"]);
        File.WriteAllText(Path.Combine(folder["source"], "config.json"),
            """{"model_type":"llama","torch_dtype":"bfloat16","vocab_size":3,"x":{"größe":1e-05}}""");
        File.WriteAllText(Path.Combine(folder["source"], "generation_config.json"), """{"eos_token_id":1}""");
        File.WriteAllText(Path.Combine(folder["source"], "tokenizer.json"), "{}");
        File.WriteAllText(Path.Combine(folder["source"], "model.safetensors"), "old");
        source = ModelFolder.Open(folder["source"]);
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float32, "float32", 1e-7)]
    [InlineData(ScalarType.BFloat16, "bfloat16", 4e-3)]
    [InlineData(ScalarType.Float16, "float16", 5e-4)]
    public void Weights_come_back_in_the_wanted_type_and_settings_name_it(ScalarType type, string called, double off)
    {
        Dictionary<string, Tensor> weights = Weights();

        ModelFolderWriter.Write(source, weights, folder["out"], type);

        ModelFolder written = ModelFolder.Open(folder["out"]);
        written.Config.String("torch_dtype").Should().Be(called);
        written.Config.Section("x")!.Double("größe").Should().Be(1e-5);
        written.Generation!.Ints("eos_token_id").Should().Equal(1);
        Directory.EnumerateFileSystemEntries(folder["out"]).Select(Path.GetFileName).Should()
            .BeEquivalentTo("config.json", "generation_config.json", "tokenizer.json", "model.safetensors");
        using SafetensorsFile file = SafetensorsFile.Open(written.Find("model.safetensors")!);
        file.Metadata.Should().Contain("format", "pt");
        file.Info("b").Type.Should().Be(type);
        using WeightSource taken = written.OpenWeights();
        foreach ((string name, Tensor value) in weights)
            (taken.Take(name, value.shape) - value).abs().max().item<float>().Should().BeLessThan((float)(off * 2));
        File.ReadAllText(Path.Combine(folder["source"], "model.safetensors")).Should().Be("old");
    }

    [Fact]
    public void Large_models_are_spread_over_shards_with_an_index()
    {
        ModelFolderWriter.Write(source, Weights(), folder["deep/out"], maxShardBytes: 4 * 14);

        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["deep/out"], "model.safetensors.index.json")));
        index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64().Should().Be(4 * (6 + 8 + 20));
        index.RootElement.GetProperty("weight_map").EnumerateObject().Select(p => $"{p.Name} {p.Value}").Should().Equal(
            "a model-00001-of-00002.safetensors", "b model-00001-of-00002.safetensors", "c model-00002-of-00002.safetensors");
        using WeightSource taken = ModelFolder.Open(folder["deep/out"]).OpenWeights();
        taken.Take("c", 20).sum().item<float>().Should().Be(190);
    }

    [Fact]
    public void The_settings_keep_the_newer_name_of_the_type_where_the_source_has_it()
    {
        File.WriteAllText(Path.Combine(folder["source"], "config.json"), """{"model_type":"llama","dtype":"float32"}""");

        ModelFolderWriter.Write(ModelFolder.Open(folder["source"]), Weights(), folder["out"], ScalarType.Float16);

        File.ReadAllText(Path.Combine(folder["out"], "config.json")).Should().Contain("\"dtype\": \"float16\"").And.NotContain("torch_dtype");
    }

    [Fact]
    public void What_is_there_is_never_overwritten()
    {
        Directory.CreateDirectory(folder["full"]);
        File.WriteAllText(Path.Combine(folder["full"], "mine.txt"), "x");
        Directory.CreateSymbolicLink(folder["link"], folder["source"]);

        Writing("source").Should().Throw<IOException>().WithMessage("*is the folder that the model comes from*");
        Writing("link").Should().Throw<IOException>().WithMessage("*is the folder that the model comes from*");
        Writing("full").Should().Throw<IOException>().WithMessage("*full' is not empty*");
        Writing("full/mine.txt").Should().Throw<IOException>().WithMessage("*is a file*");
        Directory.CreateDirectory(folder["empty"]);
        Writing("empty").Should().NotThrow();
        File.Exists(Path.Combine(folder["empty"], "model.safetensors")).Should().BeTrue();
    }

    [Fact]
    public void A_failed_write_leaves_nothing_behind()
    {
        Dictionary<string, Tensor> large = new() { ["a"] = ones(2), ["big"] = full(2, 1e5f) }, broken = new() { ["bad"] = full(2, float.NaN) };

        FluentActions.Invoking(() => ModelFolderWriter.Write(source, large, folder["out"], ScalarType.Float16))
            .Should().Throw<InvalidDataException>().WithMessage("*'big' has values that are not finite as Float16*");
        FluentActions.Invoking(() => ModelFolderWriter.Write(source, broken, folder["out"])).Should().Throw<InvalidDataException>()
            .WithMessage("*'bad' has values that are not finite");
        FluentActions.Invoking(() => ModelFolderWriter.Write(source, Weights(), folder["out"], ScalarType.Int8)).Should()
            .Throw<ArgumentException>().WithMessage("dtype is Int8; allowed: Float32*");
        FluentActions.Invoking(() => ModelFolderWriter.Write(source, Weights(), folder["out"], maxShardBytes: 0)).Should().Throw<ArgumentException>()
            .WithMessage("maxShardBytes is 0; allowed: 1 or more*");
        FluentActions.Invoking(() => ModelFolderWriter.Write(source, new Dictionary<string, Tensor>(), folder["out"])).Should().Throw<ArgumentException>();

        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Should().Equal("source");
    }

    private static Dictionary<string, Tensor> Weights() =>
        new() { ["b"] = arange(6, dtype: ScalarType.Float32).div(3).view(2, 3), ["a"] = ones(8), ["c"] = arange(20, dtype: ScalarType.Float32) };

    private Action Writing(string target) => () => ModelFolderWriter.Write(source, Weights(), folder[target]);
}
