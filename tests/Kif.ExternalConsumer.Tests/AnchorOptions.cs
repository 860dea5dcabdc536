using System.ComponentModel.DataAnnotations;

namespace Kif.ExternalConsumer.Tests;

public sealed class AnchorOptions
{
    [Range(0.0, 1e6)]
    public double Lambda { get; set; } = 0.1;
}
