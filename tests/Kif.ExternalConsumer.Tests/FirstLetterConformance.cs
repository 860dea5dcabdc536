using Kif.Testing;

namespace Kif.ExternalConsumer.Tests;

public sealed class FirstLetterConformance : MetricConformance<FirstLetter, NoOptions>;
