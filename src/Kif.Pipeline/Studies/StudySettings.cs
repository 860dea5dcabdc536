using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Studies;

/// <summary>Everything that <c>kif study</c> can be told.</summary>
public sealed class StudySettings
{
    /// <summary>How much is trained. Default: small.</summary>
    public StudySize Size { get; set; }

    /// <summary>One run of every experiment per seed. Default: 1, 2 and 3.</summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1, 2, 3];

    /// <summary>Folder for <c>study.json</c> and <c>study.md</c>; null writes nothing.</summary>
    public string? Out { get; set; }
}
