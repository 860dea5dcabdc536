using Kif.Tests;
using static TorchSharp.torch;

namespace Kif.Models.Tests.Folders;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    public static TheoryData<string> Models => [.. Fixtures.Folders("models")];

    public static TheoryData<string> Sharded =>
        [.. Fixtures.Folders("models").Where(f => File.Exists(Path.Combine(Fixtures.Root, "models", f, "model.safetensors.index.json")))];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Models))]
    public void Every_fixture_opens_and_gives_all_its_weights(string name)
    {
        ModelFolder model = ModelFolder.Open(Path.Combine(Fixtures.Root, "models", name));
        using WeightSource weights = model.OpenWeights();

        model.Config.String("model_type").Should().NotBeEmpty();
        weights.Names.Should().NotBeEmpty();
        foreach (string weight in weights.Names.Where(n => !IsBuffer(n)))
        {
            using Tensor taken = weights.Take(weight, [.. weights.Shape(weight)!]);
            taken.dtype.Should().Be(ScalarType.Float32);
            taken.isfinite().all().item<bool>().Should().BeTrue();
        }
        weights.Invoking(w => w.AssertAllTaken(IsBuffer)).Should().NotThrow();

        // Whole numbers and truth values that old checkpoints hold beside weights.
        static bool IsBuffer(string name) => name.EndsWith(".position_ids", StringComparison.Ordinal) || name.EndsWith(".attn.bias", StringComparison.Ordinal);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sharded))]
    public void Shards_hold_what_the_index_says_and_one_file_would_hold_the_same(string name)
    {
        ModelFolder sharded = ModelFolder.Open(Path.Combine(Fixtures.Root, "models", name));
        using WeightSource shards = sharded.OpenWeights();
        Write("{}", shards.Names.Select(n => (n, shards.Take(n, [.. shards.Shape(n)!]))));
        using WeightSource whole = ModelFolder.Open(folder.Path).OpenWeights();

        whole.Names.Should().Equal(shards.Names);
        foreach (string weight in whole.Names)
        {
            long[] shape = [.. whole.Shape(weight)!];
            whole.Take(weight, shape).eq(shards.Take(weight, shape)).all().item<bool>().Should().BeTrue(weight);
        }
    }

    [Fact]
    public void Settings_for_generation_are_optional()
    {
        File.WriteAllText(folder["config.json"], "{}");
        ModelFolder.Open(folder.Path).Generation.Should().BeNull();

        File.WriteAllText(folder["generation_config.json"], """{"eos_token_id":[1,2]}""");
        ModelFolder.Open(folder.Path).Generation!.Ints("eos_token_id").Should().Equal(1, 2);
    }

    [Fact]
    public void Missing_parts_are_named()
    {
        FluentActions.Invoking(() => ModelFolder.Open(folder["none"])).Should().Throw<DirectoryNotFoundException>().WithMessage("*none*");
        FluentActions.Invoking(() => ModelFolder.Open(folder.Path)).Should().Throw<FileNotFoundException>().WithMessage("*config.json*");

        File.WriteAllText(folder["config.json"], "{}");
        ModelFolder model = ModelFolder.Open(folder.Path);
        model.Find("spiece.model").Should().BeNull();
        model.Invoking(m => m.OpenWeights()).Should().Throw<FileNotFoundException>().WithMessage("*neither model.safetensors nor*");

        File.WriteAllText(folder["pytorch_model.bin"], "");
        model.Invoking(m => m.OpenWeights()).Should().Throw<FileNotFoundException>().WithMessage("*safe_serialization*");
    }

    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("/tmp/secret.safetensors")]
    [InlineData("a\\secret.safetensors")]
    [InlineData("..")]
    [InlineData("%2e%2e%2fsecret.safetensors")]
    [InlineData("C:secret.safetensors")]
    [InlineData("s\0.safetensors")]
    [InlineData("s\u001b[2J.safetensors")]
    [InlineData("NUL.safetensors")]
    [InlineData("com1 .x.safetensors")]
    [InlineData("*.safetensors")]
    [InlineData("model.bin")]
    [InlineData("")]
    public void Shards_lie_in_the_folder_itself(string shard)
    {
        WriteIndex("""{"weight_map":{"w":SHARD}}""".Replace("SHARD", System.Text.Json.JsonSerializer.Serialize(shard)));

        OpeningWeights().Should().Throw<InvalidDataException>().WithMessage("*index.json'*weight_map.w is*a .safetensors file of the same folder*");
    }

    [Fact]
    public void An_index_that_does_not_fit_is_refused()
    {
        SafetensorsWriter.Write(folder["s.safetensors"], [("v", ones(1))]);

        WriteIndex("""{"weight_map":{"w":"s.safetensors"}}""");
        using (WeightSource weights = ModelFolder.Open(folder.Path).OpenWeights())
        {
            const string fault = "*'w' in 's.safetensors'*";
            weights.Invoking(s => s.Take("w", 1)).Should().Throw<InvalidDataException>().WithMessage(fault);
            weights.Invoking(s => s.AssertAllTaken()).Should().Throw<InvalidDataException>().WithMessage(fault);
            weights.Invoking(s => s.AssertAllTaken(name => name == "w")).Should().NotThrow("a model may not need it, such as a tied head");
        }
        WriteIndex("""{"weight_map":{"w":"t.safetensors"}}""");
        OpeningWeights().Should().Throw<FileNotFoundException>().WithMessage("*'t.safetensors'*");
        WriteIndex("""{"weight_map":[]}""");
        OpeningWeights().Should().Throw<InvalidDataException>().WithMessage("*weight_map is []; allowed: an object.");
        WriteIndex("{}");
        OpeningWeights().Should().Throw<InvalidDataException>().WithMessage("*no weight_map*");
        WriteIndex("""{"weight_map":{"w":null}}""");
        OpeningWeights().Should().Throw<InvalidDataException>().WithMessage("*weight_map.w is null; allowed: a text.");
    }

    [Theory]
    [InlineData("console.safetensors")]
    [InlineData("模型 1 (a).safetensors")]
    [InlineData("com.safetensors")]
    public void Shards_may_have_any_plain_name(string shard)
    {
        SafetensorsWriter.Write(folder[shard], [("w", ones(1))]);
        WriteIndex("""{"weight_map":{"w":SHARD}}""".Replace("SHARD", System.Text.Json.JsonSerializer.Serialize(shard)));

        using WeightSource weights = ModelFolder.Open(folder.Path).OpenWeights();
        weights.Names.Should().Equal("w");
    }

    private Func<WeightSource> OpeningWeights() => FluentActions.Invoking(() => ModelFolder.Open(folder.Path).OpenWeights());

    private void WriteIndex(string json)
    {
        File.WriteAllText(folder["config.json"], "{}");
        File.WriteAllText(folder["model.safetensors.index.json"], json);
    }

    private void Write(string config, IEnumerable<(string, Tensor)> weights)
    {
        File.WriteAllText(folder["config.json"], config);
        SafetensorsWriter.Write(folder["model.safetensors"], weights);
    }
}
