using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Hub;

/// <summary>Finding files and snapshots in a cache that the hub's client made.</summary>
public sealed class HubCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string root;
    private readonly HubCache cache;

    public HubCacheTests()
    {
        root = HubFixture.Cache(folder.Path);
        cache = new(root);
    }

    private JsonElement Expected => JsonElement.Parse(File.ReadAllBytes(Path.Combine(root, "expected.json")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_found_where_the_client_finds_them()
    {
        JsonElement files = Expected.GetProperty("files");
        files.GetArrayLength().Should().BeGreaterThanOrEqualTo(48);
        foreach (JsonElement one in files.EnumerateArray())
        {
            (HubName name, string file) = (Name(one), one.GetProperty("file").GetString()!);
            string found = cache.KnowsMissing(name, file) ? "(no_exist)" : Relative(cache.Find(name, file));
            found.Should().Be(one.GetProperty("find").GetString() ?? "", one.ToString());
        }
    }

    [Fact]
    public void Snapshots_are_found_where_the_client_finds_them_and_partial_ones_are_told()
    {
        JsonElement snapshots = Expected.GetProperty("snapshots");
        snapshots.GetArrayLength().Should().BeGreaterThanOrEqualTo(20);
        foreach (JsonElement one in snapshots.EnumerateArray())
        {
            HubContent content = HubContent.Of(one.TryGetProperty("allow_patterns", out JsonElement allow)
                ? [.. allow.EnumerateArray().Select(a => a.GetString()!)] : ["*"]);
            CachedSnapshot? found = cache.Snapshot(Name(one), content);
            JsonElement offline = one.GetProperty("offline");
            if (one.GetProperty("id").GetString() == "org/gated-model") found!.Missing.Should().Equal("config.json (not there)");
            else if (offline.ValueKind == JsonValueKind.String)
            {
                Relative(found?.Folder).Should().Be(offline.GetString(), one.ToString());
                found!.Missing.Should().BeEmpty(one.ToString());
            }
            else (found is null || found.Missing.Count > 0).Should().BeTrue(one.ToString());
        }
    }

    [Theory]
    [InlineData("org/tiny-model", true)]
    [InlineData("org/tiny-model@a747040", true)]
    [InlineData("org/tiny-model@a747040ec3ad687f52108237efb6a330305d3bd0", true)]
    // Its listing has a generation_config.json that the snapshot lacks, but no listing is kept: it has what a model needs.
    [InlineData("org/tiny-model@v1.0", true)]
    [InlineData("org/tiny-model@dev", false)]
    [InlineData("org/sharded-model", false)]
    [InlineData("tiny-legacy", false)]
    [InlineData("org/config-only", false)]
    [InlineData("org/gated-model", false)]
    [InlineData("no name at all", false)]
    public void A_model_is_found_when_it_is_whole(string name, bool whole) =>
        (HubSnapshot.Find(name, HubContent.Model, HubSettings.Of(("HF_HUB_CACHE", root))) is not null).Should().Be(whole);

    [Fact]
    public void What_is_missing_is_named()
    {
        cache.Snapshot(new(HubKind.Model, "org/sharded-model"), HubContent.Model)!.Missing.Should().Equal("model-00002-of-00002.safetensors (not there)");
        cache.Snapshot(new(HubKind.Model, "tiny-legacy"), HubContent.Model)!.Missing.Should().Equal("neither model.safetensors nor model.safetensors.index.json");
        string file = cache.Find(new(HubKind.Model, "org/tiny-model"), "tokenizer.json")!;
        File.WriteAllText(RealPath.Of(file), "short");
        cache.Snapshot(new(HubKind.Model, "org/tiny-model"), HubContent.Model)!.Missing.Should().Equal("tokenizer.json (5 bytes instead of 1701)");
    }

    [Fact]
    public void A_shard_may_be_a_link_to_the_blobs_that_all_repositories_share()
    {
        string snapshot = cache.Snapshot(new(HubKind.Model, "org/sharded-model"), HubContent.Model)!.Folder;
        FolderFile.FindOwn(snapshot, "model-00001-of-00002.safetensors").Should().NotBeNull();
    }

    [Fact]
    public void A_reference_that_is_no_commit_leads_nowhere()
    {
        var name = new HubName(HubKind.Model, "org/tiny-model");
        string commit = File.ReadAllText(cache.RefOf(name));
        foreach (string text in new[] { commit + "\n", "../../" + commit, commit[..12], "" })
        {
            File.WriteAllText(cache.RefOf(name), text);
            cache.Commit(name).Should().BeNull();
        }
    }

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../config.json")]
    [InlineData("sub")]
    [InlineData("")]
    public void A_path_that_leads_out_of_the_snapshot_or_to_a_folder_is_no_file(string path) =>
        cache.Find(new(HubKind.Model, "org/tiny-model"), path).Should().BeNull();

    [Fact]
    public void Links_in_a_circle_and_listings_that_are_none_are_survived()
    {
        var name = new HubName(HubKind.Model, "org/tiny-model");
        string file = cache.Find(name, "config.json")!;
        File.Delete(file);
        File.CreateSymbolicLink(file, "config.json");
        cache.Find(name, "config.json").Should().BeNull();
        File.WriteAllText(cache.ListingOf(name, cache.Commit(name)!), "[");
        cache.Snapshot(name, HubContent.Model)!.Missing.Should().Equal("config.json (not there)");
    }

    private static HubName Name(JsonElement one) => new(Enum.Parse<HubKind>(one.GetProperty("type").GetString()!, ignoreCase: true),
        one.GetProperty("id").GetString()!, one.GetProperty("revision").GetString() ?? HubName.Main);

    private string Relative(string? path) => path is null ? "" : Path.GetRelativePath(root, path).Replace('\\', '/');
}
