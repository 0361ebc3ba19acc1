import java.nio.file.Path;
import java.util.List;
import org.roda_project.commons_ip2.model.IPFile;
import org.roda_project.commons_ip2.model.IPFileInterface;
import org.roda_project.commons_ip2.model.IPMetadata;
import org.roda_project.commons_ip2.model.IPRepresentation;
import org.roda_project.commons_ip2.model.SIP;
import org.roda_project.commons_ip2.model.impl.eark.EARKSIP;

/** Takes a package in by commons-ip's own parser, and tells what it found, a line each. */
class ReadSip {
    public static void main(String[] said) throws Exception {
        SIP sip = (SIP) new EARKSIP().parse(Path.of(said[0]), Path.of(said[1]));
        tell("id", sip.getId());
        tell("valid", String.valueOf(sip.isValid()));
        sip.getAgents().forEach(each -> tell("agent", each.getRole(), each.getName()));
        metadata("", sip.getPreservationMetadata());
        files("", "documentation", sip.getDocumentation());
        files("", "schemas", sip.getSchemas());
        for (IPRepresentation each : sip.getRepresentations()) {
            tell("representation", each.getObjectID());
            files(each.getObjectID(), "data", each.getData());
            metadata(each.getObjectID(), each.getPreservationMetadata());
        }
    }

    private static void metadata(String owner, List<IPMetadata> found) {
        found.forEach(each -> files(owner, "preservation", List.of(each.getMetadata())));
    }

    private static void files(String owner, String kind, List<? extends IPFileInterface> found) {
        for (IPFileInterface each : found) {
            String checksum = each instanceof IPFile file ? file.getChecksum() : "";
            tell("file", owner, kind, each.getPath().toString(), checksum);
        }
    }

    private static void tell(String... words) {
        System.out.println(String.join("\t", words));
    }
}
