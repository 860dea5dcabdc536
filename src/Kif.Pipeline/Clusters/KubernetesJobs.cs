using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Models;

namespace Kif;

/// <summary>
/// Jobs for Kubernetes, as a list that <c>kubectl apply -f</c> reads: an Indexed Job with one index per run of the grid, and a Job that collects all runs when
/// they are over. Both mount one volume, which has the output folder, the model and the tasks.
/// </summary>
internal static class KubernetesJobs
{
    /// <summary>The name of the file in the output folder.</summary>
    public const string FileName = "kubernetes.json";

    private const int Retries = 3, GraceSeconds = 180;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>Writes the jobs into the output folder.</summary>
    /// <param name="commands">What the pods start.</param>
    /// <param name="place">The image that has the program, and the volume.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="CompositionException">A folder of the comparison is not in the volume.</exception>
    public static string Write(ClusterCommands commands, KubernetesPlace place)
    {
        foreach ((string what, string path) in new[] { ("out", commands.Folder), ("model", commands.Settings.Model), ("data", commands.Settings.Data) })
            if (Path.IsPathRooted(path) && !SafePath.IsWithin(path, place.Path))
                throw new CompositionException(
                    $"compare.{what} is {DisplayText.Of(path)}, which pods don't see: it must be in {place.Path}, where --claim says");
        string file = Path.Combine(commands.Folder, FileName);
        AtomicFile.Write(file, List(commands, place).ToJsonString(Format) + "\n");
        return file;
    }

    /// <summary>Returns the name of the job of the runs: the same for the same folder.</summary>
    public static string NameOf(ClusterCommands commands) => $"kif-{Sha256.Of(commands.Folder)[..8]}";

    private static JsonObject List(ClusterCommands of, KubernetesPlace place) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray(Runs(of, place), Collection(of, place)),
    };

    private static JsonObject Runs(ClusterCommands of, KubernetesPlace place)
    {
        // $(NAME) stands for a variable of the container; Kubernetes sets that of the index.
        string[] command = [.. of.BeforeCell.Select(Plain), "$(JOB_COMPLETION_INDEX)", .. of.After.Select(Plain)];
        JsonObject job = Job(NameOf(of), Pod(of, place, command, of.NeedsGpu, "Never"));
        JsonObject spec = job["spec"]!.AsObject();
        (spec["completionMode"], spec["completions"], spec["parallelism"]) = ("Indexed", of.Runs, of.Settings.Parallel is > 0 and var said ? said : of.Runs);
        spec["backoffLimitPerIndex"] = Retries;
        // A pod that had to leave its machine is no failure: its run goes on elsewhere from the checkpoint.
        spec["podFailurePolicy"] = new JsonObject
        {
            ["rules"] = new JsonArray(new JsonObject
                { ["action"] = "Ignore", ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }) }),
        };
        return job;
    }

    private static JsonObject Collection(ClusterCommands of, KubernetesPlace place)
    {
        string[] command = [.. of.Collect.Select(Plain), "--wait", .. of.After.Select(Plain)];
        JsonObject job = Job(NameOf(of) + "-collect", Pod(of, place, command, gpu: false, "OnFailure"));
        job["spec"]!["backoffLimit"] = Retries;
        return job;
    }

    private static JsonObject Job(string name, JsonObject pod) => new()
    {
        ["apiVersion"] = "batch/v1", ["kind"] = "Job",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "kif" } },
        ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = pod } },
    };

    private static JsonObject Pod(ClusterCommands of, KubernetesPlace place, IEnumerable<string> command, bool gpu, string restart)
    {
        var limits = new JsonObject();
        if (gpu) limits["nvidia.com/gpu"] = "1";
        string threads = (of.Settings.Threads ?? 1).ToString(CultureInfo.InvariantCulture);
        return new()
        {
            ["restartPolicy"] = restart, ["terminationGracePeriodSeconds"] = GraceSeconds,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "kif", ["image"] = place.Image, ["command"] = new JsonArray([.. command.Select(word => (JsonNode)word)]),
                ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = gpu || restart == "Never" ? threads : "1" }, ["limits"] = limits },
                ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "work", ["mountPath"] = place.Path }),
            }),
            ["volumes"] = new JsonArray(new JsonObject
                { ["name"] = "work", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = place.Claim } }),
        };
    }

    private static string Plain(string word) => word.Replace("$", "$$", StringComparison.Ordinal);
}

/// <summary>Where the pods of a cluster run.</summary>
/// <param name="Image">The container image, which has the program <c>kif</c> on its path.</param>
/// <param name="Claim">The name of the claim of a volume that many pods can write.</param>
/// <param name="Path">Where pods see the volume; the same path as here.</param>
internal sealed record KubernetesPlace(string Image, string Claim, string Path)
{
    /// <summary>Reads <c>CLAIM=/path</c>.</summary>
    /// <exception cref="CompositionException">It is something else, or there is no image.</exception>
    public static KubernetesPlace Parse(string? image, string? claim)
    {
        if (string.IsNullOrWhiteSpace(image)) throw new CompositionException("--image is missing: the container image that has the program kif");
        if (claim?.Split('=', 2) is not [{ Length: > 0 } name, ['/', ..] path])
            throw new CompositionException($"--claim is '{DisplayText.Of(claim ?? "")}'; write CLAIM=/path: the claim of a volume, and where pods see it");
        return new(image, name, path);
    }
}
