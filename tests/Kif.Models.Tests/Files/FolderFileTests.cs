using static TorchSharp.torch;

namespace Kif.Models.Tests.Files;

/// <summary>Where links in a model's folder may lead.</summary>
public sealed class FolderFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public FolderFileTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("models--org--name")]
    [InlineData("elsewhere")]
    public void A_snapshot_of_a_hub_cache_opens(string repository)
    {
        string snapshot = Make(repository, "snapshots", "0123abcd"), blobs = Make(repository, "blobs");
        File.WriteAllText(Path.Combine(blobs, "c0"), "{}");
        SafetensorsWriter.Write(Path.Combine(blobs, "w0"), [("w", ones(2))]);
        File.CreateSymbolicLink(Path.Combine(snapshot, "config.json"), "../../blobs/c0");
        File.WriteAllText(Path.Combine(snapshot, "model.safetensors.index.json"), """{"weight_map":{"w":"model-00001-of-00001.safetensors"}}""");
        File.CreateSymbolicLink(Path.Combine(snapshot, "model-00001-of-00001.safetensors"), "../../blobs/w0");
        Directory.CreateSymbolicLink(folder["link"], snapshot);

        foreach (string path in new[] { snapshot, folder["link"] })
        {
            using WeightSource weights = ModelFolder.Open(path).OpenWeights();
            weights.Names.Should().Equal("w");
        }
    }

    [Theory]
    [InlineData("../elsewhere.json")]
    [InlineData("sub/../chain")]
    public void A_file_of_a_fixed_name_may_be_a_link_to_anywhere(string target)
    {
        string own = Make("mine");
        Make("mine", "sub");
        File.WriteAllText(folder["elsewhere.json"], "{}");
        File.CreateSymbolicLink(Path.Combine(own, "chain"), folder["elsewhere.json"]);
        File.CreateSymbolicLink(Path.Combine(own, "config.json"), target);

        ModelFolder.Open(own).Config.Has("x").Should().BeFalse();
    }

    [Theory]
    [InlineData("real")]
    [InlineData("first")]
    [InlineData("sub/../real")]
    [InlineData("../models--org--name/blobs/b0")]
    [InlineData("back/real")]
    public void A_shard_may_be_a_link_to_the_folder_or_a_hub_cache(string target)
    {
        OpeningShard(target).Should().NotThrow();
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("blobs/../../secret")]
    [InlineData("way/secret")]
    [InlineData("../mine-not/secret")]
    [InlineData("../blobs/secret")]
    public void A_shard_that_is_a_link_out_of_the_folder_is_refused_by_name(string target)
    {
        OpeningShard(target).Should().Throw<InvalidDataException>()
            .WithMessage("*mine/s.safetensors' is a link to '*secret', which is neither in its folder nor a blob*");
    }

    private Action OpeningShard(string target)
    {
        string own = Make("mine");
        Make("mine", "sub");
        Make("mine", "blobs");
        string[] files = [Path.Combine(own, "real"), folder["secret"], Path.Combine(Make("mine-not"), "secret"), Path.Combine(Make("blobs"), "secret"),
            Path.Combine(Make("models--org--name", "blobs"), "b0")];
        foreach (string file in files) SafetensorsWriter.Write(file, [("w", ones(2))]);
        Directory.CreateSymbolicLink(Path.Combine(own, "way"), folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(own, "back"), own);
        File.CreateSymbolicLink(Path.Combine(own, "first"), "real");
        File.WriteAllText(Path.Combine(own, "config.json"), "{}");
        File.WriteAllText(Path.Combine(own, "model.safetensors.index.json"), """{"weight_map":{"w":"s.safetensors"}}""");
        File.CreateSymbolicLink(Path.Combine(own, "s.safetensors"), target);
        return () => ModelFolder.Open(own).OpenWeights().Dispose();
    }

    [Fact]
    public void Links_in_a_circle_and_to_nowhere_are_told()
    {
        string own = Make("mine");
        File.CreateSymbolicLink(Path.Combine(own, "config.json"), "other");
        File.CreateSymbolicLink(Path.Combine(own, "other"), "config.json");
        FluentActions.Invoking(() => ModelFolder.Open(own)).Should().Throw<InvalidDataException>()
            .WithMessage("*mine/config.json' leads through more than 40 links, or in a circle*");

        File.Delete(Path.Combine(own, "other"));
        FluentActions.Invoking(() => ModelFolder.Open(own)).Should().Throw<FileNotFoundException>()
            .WithMessage("*mine/config.json' is a link to '*other', where there is no file*");
    }

    private string Make(params string[] parts) => Directory.CreateDirectory(Path.Combine([folder.Path, .. parts])).FullName;
}
