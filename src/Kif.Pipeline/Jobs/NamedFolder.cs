using Kif.Models;

namespace Kif;

/// <summary>
/// The folders of models, adapters and data by what a user calls them: <c>embedded</c>, a path, or, where there is none, the name of a hub's repository
/// whose snapshot is in the cache.
/// </summary>
internal static class NamedFolder
{
    private const int Named = 5;

    /// <summary>Finds the snapshot that a name stands for; null if it is a path or <c>embedded</c>, or there is no whole one.</summary>
    public static HubSnapshot? Snapshot(string name, HubContent content) =>
        name == CompareSettings.Embedded || Path.Exists(name) ? null : HubSnapshot.Find(name, content);

    /// <summary>Whether a name can only be that of a hub's repository.</summary>
    public static bool IsRepository(string name, HubContent content) =>
        name != CompareSettings.Embedded && !Path.Exists(name) && HubName.TryParse(name, content.Kind) is not null;

    /// <summary>Returns the path; the name itself where it stands for nothing that is there.</summary>
    public static string PathOf(string name, HubContent content) => name == CompareSettings.Embedded && content == HubContent.Model
        ? EmbeddedModel.Folder() : Snapshot(name, content)?.Folder ?? name;

    /// <summary>Returns the path of what is there.</summary>
    /// <exception cref="DirectoryNotFoundException">It is neither a path nor in the cache; the message says where that is and how to fetch it.</exception>
    public static string Require(string name, HubContent content)
    {
        string path = PathOf(name, content);
        return path != name || !IsRepository(name, content) ? path : throw new DirectoryNotFoundException(Missing(name, content));
    }

    /// <summary>Returns a name that leads to the same files from now on: that of a repository with its commit.</summary>
    public static string Pinned(string name, HubContent content) => Snapshot(name, content)?.Pinned ?? name;

    /// <summary>Returns the name without a revision, by which other programs know the repository.</summary>
    public static string WithoutRevision(string name) =>
        IsRepository(name, HubContent.Model) ? HubName.TryParse(name, HubKind.Model)!.Id : name;

    /// <summary>Pins the names of a comparison's settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="notes">Receives which commit each revision is, a sentence each.</param>
    public static CompareSettings Pin(CompareSettings settings, ICollection<string> notes)
    {
        string Of(string name, HubContent content)
        {
            if (Snapshot(name, content) is not { } found) return name;
            if (found.Revision != found.Commit)
                notes.Add($"{content.Noun} '{found.Name}': revision '{found.Revision}' is commit {found.Commit} of the hub's cache");
            return found.Pinned;
        }
        return settings with
        {
            Model = Of(settings.Model, HubContent.Model), Data = Of(settings.Data, HubContent.Data),
            Adapter = settings.Adapter is { } adapter ? Of(adapter, HubContent.Adapter) : null,
        };
    }

    /// <summary>Says that a repository is not in the cache, or not whole, and how to fetch it.</summary>
    public static string Missing(string name, HubContent content)
    {
        var environment = new HubEnvironment();
        var cache = new HubCache(environment.Cache);
        HubName repository = HubName.TryParse(name, content.Kind)!;
        string where = cache.Snapshot(repository, content) is { } part
            ? $"the cache {cache.Root} has only a part of the {content.Noun} '{repository}' (commit {part.Commit}); it lacks {Few(part.Missing)}"
            : $"the cache {cache.Root} has no {content.Noun} '{repository.Id}' at revision '{DisplayText.Of(repository.Revision)}'";
        string offline = environment.OfflineBy(content.Kind) is { } variable ? $", with {variable} unset" : "";
        string near = NearPath.Hint(name, content == HubContent.Model ? "config.json" : content == HubContent.Adapter ? "adapter_config.json" : null);
        string option = content == HubContent.Model ? "--model" : content == HubContent.Adapter ? "--adapter" : "--data";
        return $"There is no {content.Noun} folder '{Path.GetFullPath(name)}'{(near.Length > 0 ? "." + near + " And" : ", and")} {where}. "
            + $"To fetch it from {environment.Endpoint}: --download{offline} "
            + $"(kif compare {option} {name} --download).";
    }

    private static string Few(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
