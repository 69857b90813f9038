"""deploy/kubernetes.yaml: valid, without privileges, and of one mind with the Dockerfile."""

import copy
import os
import subprocess
import sys

import pytest
import yaml
from support.app_server import ROOT
from support.dockerfile import stages

from explorer.ui.limits import SETTINGS

VERSIONS = ("1.30", "1.37")
ALL = list(yaml.safe_load_all((ROOT / "deploy/kubernetes.yaml").read_text("utf-8")))
NAMED = {(one["kind"], one["metadata"]["name"]): one for one in ALL}
PODS = [one["spec"]["template"] for one in ALL if one["kind"] == "Deployment"]
APP = NAMED["Deployment", "bert-explorer"]
POD = APP["spec"]["template"]["spec"]
CONTAINER = POD["containers"][0]
IMAGE = stages(ROOT / "Dockerfile")[-1]


def ports(container):
    return {port["name"]: port["containerPort"] for port in container["ports"]}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("what", NAMED, ids=" ".join)
def test_it_follows_the_schema(what, version):
    import kubernetes_validate

    kubernetes_validate.validate(NAMED[what], version, strict=True)


def test_the_schema_finds_a_wrong_word_and_a_wrong_value():
    import kubernetes_validate

    for change in ({"replica": 2}, {"replicas": "two"}):
        wrong = copy.deepcopy(APP)
        wrong["spec"] |= change
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_labels_names_and_ports_meet():
    for one in (given for given in ALL if given["kind"] != "Ingress"):
        selector = one["spec"]["selector"]
        wanted = selector.get("matchLabels", selector)
        fits = [pod for pod in PODS if wanted.items() <= pod["metadata"]["labels"].items()]
        assert len(fits) == 1
        if one["kind"] == "Service":
            open_ports = ports(fits[0]["spec"]["containers"][0])
            assert {port["targetPort"] for port in one["spec"]["ports"]} <= open_ports.keys()
    [rule] = NAMED["Ingress", "bert-explorer"]["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    service = NAMED["Service", backend["name"]]
    assert backend["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}


def test_it_runs_what_the_dockerfile_makes():
    assert ports(CONTAINER) == {"http": int(IMAGE.only("EXPOSE"))}
    user, group = map(int, IMAGE.only("USER").split(":"))
    assert (POD["securityContext"]["runAsUser"], POD["securityContext"]["runAsGroup"]) == (
        user,
        group,
    )
    assert CONTAINER["volumeMounts"] == [{"name": "tmp", "mountPath": IMAGE.environment["HOME"]}]
    asked = [CONTAINER[probe]["httpGet"]["path"] for probe in
             ("startupProbe", "readinessProbe", "livenessProbe")]  # fmt: skip
    assert all(f"'{path}'" in IMAGE.health_check[-1] for path in asked)


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["metadata"]["labels"]["app"])
def test_no_container_has_a_privilege(pod):
    spec = pod["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]


def test_a_visitor_stays_with_one_copy_and_rooms_are_shared():
    assert (
        APP["spec"]["replicas"]
        > NAMED["PodDisruptionBudget", "bert-explorer"]["spec"]["minAvailable"]
    )
    assert NAMED["Service", "bert-explorer"]["spec"]["sessionAffinity"] == "ClientIP"
    notes = NAMED["Ingress", "bert-explorer"]["metadata"]["annotations"]
    assert notes["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    address = environment()["EXPLORER_REDIS_URL"].split("/")[2]
    name, port = address.split(":")
    assert [given["port"] for given in NAMED["Service", name]["spec"]["ports"]] == [int(port)]


def environment():
    return {one["name"]: one["value"] for one in CONTAINER["env"]}


def test_every_limit_is_set_and_what_is_kept_fits_into_the_memory():
    assert SETTINGS.keys() <= environment().keys()
    script = """
from explorer.ui import cache, kept
print(sum(one.limit for one in vars(cache).values() if isinstance(one, kept.Kept)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | environment(), check=True)  # fmt: skip
    kept = int(done.stdout) / 2**20
    assert kept > 500
    started, run = 700, int(environment()["EXPLORER_RUN_MB"])  # MB: README's table of starts
    [limit] = [int(CONTAINER["resources"]["limits"]["memory"].removesuffix("Gi"))]
    assert kept + started + run < 1024 * limit
